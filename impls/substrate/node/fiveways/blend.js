// `blend`: a port of workloads/io/blend.cpp.
"use strict";

const { HeldInput } = require("fiveways/frames");
const { mix } = require("fiveways/items");
const { NEED, CLOSE, reply, pause, compute } = require("fiveways/steps");

const REQUEST_BYTES = 24;
const REPLY_BYTES = 32;
const MOST_WAIT_NS = 60_000_000_000n;
const MOST_ROUNDS = 1n << 36n;
const FACTOR = 6364136223846793005n;
const INCREMENT = 1442695040888963407n;

// Cut to 64 bits after either operation: so V8 computes with machine words.
function afterRounds({ value, rounds }) {
  for (let i = 0; i < rounds; ++i) value = BigInt.asUintN(64, BigInt.asUintN(64, FACTOR * value) + INCREMENT);
  return value;
}

class Session {
  constructor(offLoop) {
    this.offLoop = offLoop;
    this.held = new HeldInput(REQUEST_BYTES);
    this.rounds = 0;
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
    const value = BigInt.asUintN(64, this.reply.readBigUInt64LE(0) + this.reply.readBigUInt64LE(8));
    return this.rounds > 0 ? compute({ value, rounds: this.rounds }, this.offLoop) : this.answer(value);
  }

  onComputed({ result, tookNs }) {
    this.reply.writeBigUInt64LE(tookNs, 16);
    return this.answer(result);
  }

  answer(value) {
    this.reply.writeBigUInt64LE(mix(value), 24);
    return reply(this.reply);
  }
}

const sessionMaker = (parameters) => () => new Session(parameters.offload === 1);

module.exports = { sessionMaker, compute: afterRounds };
