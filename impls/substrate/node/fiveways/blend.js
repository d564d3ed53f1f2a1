// `blend`: a port of workloads/io/blend.cpp.
"use strict";

const { HeldInput } = require("fiveways/frames");
const { mix } = require("fiveways/items");
const { NEED, COMPUTE, CLOSE, reply, pause } = require("fiveways/steps");

const REQUEST_BYTES = 24;
const REPLY_BYTES = 32;
const MOST_WAIT_NS = 60_000_000_000n;
const MOST_ROUNDS = 1n << 36n;
const FACTOR = 6364136223846793005n;
const INCREMENT = 1442695040888963407n;

// Cut to 64 bits after either operation: so V8 computes with machine words.
function afterRounds(value, rounds) {
  for (let i = 0; i < rounds; ++i) value = BigInt.asUintN(64, BigInt.asUintN(64, FACTOR * value) + INCREMENT);
  return value;
}

class Session {
  constructor() {
    this.held = new HeldInput(REQUEST_BYTES);
    this.rounds = 0;
    this.value = 0n;
    this.reply = null;
  }

  onInput(input) {
    this.held.add(input);
    return this.onWritten();
  }

  // The next request. One that asks for more than anybody may have closes the connection.
  onWritten() {
    const request = this.held.next();
    if (request === null) return NEED;
    const waitNs = request.readBigUInt64LE(8);
    const rounds = request.readBigUInt64LE(16);
    if (waitNs > MOST_WAIT_NS || rounds > MOST_ROUNDS) return CLOSE;
    this.rounds = Number(rounds);
    this.reply = Buffer.alloc(REPLY_BYTES); // a new one: net may send the last one later
    this.reply.writeBigUInt64LE(request.readBigUInt64LE(0));
    return waitNs > 0n ? pause(waitNs) : this.startComputing();
  }

  onPaused(sleptNs) {
    this.reply.writeBigUInt64LE(sleptNs, 8);
    return this.startComputing();
  }

  startComputing() {
    this.value = BigInt.asUintN(64, this.reply.readBigUInt64LE(0) + this.reply.readBigUInt64LE(8));
    return this.rounds > 0 ? COMPUTE : this.answer();
  }

  compute() {
    this.value = afterRounds(this.value, this.rounds);
  }

  onComputed(tookNs) {
    this.reply.writeBigUInt64LE(tookNs, 16);
    return this.answer();
  }

  answer() {
    this.reply.writeBigUInt64LE(mix(this.value), 24);
    return reply(this.reply);
  }
}

module.exports = { sessionMaker: () => () => new Session() };
