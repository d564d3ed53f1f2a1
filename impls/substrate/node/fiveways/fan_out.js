// How the calls of one step stand, as impls/substrate/exchange/fan_out.h has it. Waits for nothing: that is the model's part.
"use strict";

const { framed } = require("fiveways/resp");

// A connection that an attempt uses has abort(), after which whoever waits for it finds it closed.
class FanOut {
  constructor(calls) {
    this.calls = calls;
    this.started = process.hrtime.bigint();
    this.results = calls.requests.map(() => null);
    this.attempts = calls.requests.map(() => new Set());
  }

  // An attempt of every call that has not ended.
  attemptMissing() {
    return [...this.results.keys()].filter((index) => this.results[index] === null).map((index) => new Attempt(this, index));
  }

  end(index, outcome, reply = "") {
    this.results[index] = { outcome, reply, tookNs: process.hrtime.bigint() - this.started };
    for (const one of this.attempts[index]) if (one.connection !== null && !one.complete) one.connection.abort();
  }

  // The deadline: every call that has not ended is late.
  expire() {
    this.results.forEach((result, index) => result === null && this.end(index, "late"));
  }
}

// One try of one call, until leave().
class Attempt {
  constructor(fanOut, index) {
    this.fanOut = fanOut;
    this.index = index;
    const { requests, hedges } = fanOut.calls;
    this.request = (fanOut.attempts[index].size > 0 ? hedges : requests)[index];
    this.connection = null;
    this.received = "";
    this.complete = false;
    fanOut.attempts[index].add(this);
  }

  // Whether the call still needs this connection, which may be null; then the attempt uses it.
  wants(connection) {
    if (connection === null || this.callEnded()) return false;
    this.connection = connection;
    return true;
  }

  callEnded() {
    return this.fanOut.results[this.index] !== null;
  }

  // Takes what arrived; whether more must come. If not, `complete` says whether the connection may be used again.
  takes(input) {
    this.received += input.toString("latin1");
    const state = framed(this.received);
    this.complete = state === "complete" && !this.callEnded();
    if (this.complete) this.fanOut.end(this.index, "replied", this.received);
    return state === "more";
  }

  // Gives the connection back or ends it. The last of a call that has no reply: the call has failed.
  leave(upstreams) {
    if (this.complete) upstreams.giveBack(this.connection);
    else if (this.connection !== null) this.connection.abort();
    const attempts = this.fanOut.attempts[this.index];
    attempts.delete(this);
    if (attempts.size === 0 && !this.callEnded()) this.fanOut.end(this.index, "failed");
  }
}

module.exports = { FanOut };
