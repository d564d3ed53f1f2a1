// `gateway`: a port of workloads/io/gateway.cpp and workloads/redis/calls.cpp.
"use strict";

const { HeldInput } = require("fiveways/frames");
const { mix } = require("fiveways/items");
const { command } = require("fiveways/resp");
const { NEED, CLOSE, reply } = require("fiveways/steps");

const REQUEST_WORDS = 6;
const MOST_CALLS = 1000n;
const MOST_NS = 60_000_000_000n;
const ITEMS = 1024n;
const FAILED = 0n;
const LATE = 1n;
const SLOW = 2n;
const VALUE = /^\$16\r\n([89a-f][0-9a-f]{15})\r\n$/;

const get = (item) => command("GET", `gateway:${item}`);

function slow(afterNs) {
  const us = (afterNs + 999n) / 1000n;
  return command("BLPOP", "gateway:none", `${us / 1_000_000n}.${String(us % 1_000_000n).padStart(6, "0")}`);
}

function wordOf(result) {
  if (result.outcome !== "replied") return result.outcome === "late" ? LATE : FAILED;
  if (result.reply === "$-1\r\n" || result.reply === "*-1\r\n") return SLOW;
  const value = VALUE.exec(result.reply);
  return value === null ? FAILED : BigInt("0x" + value[1]);
}

class Session {
  constructor() {
    this.held = new HeldInput(8 * REQUEST_WORDS);
    this.nonce = 0n;
  }

  onInput(input) {
    this.held.add(input);
    return this.onWritten();
  }

  // The next request. One that asks for more than anybody may have closes the connection.
  onWritten() {
    const request = this.held.next();
    if (request === null) return NEED;
    const [nonce, calls, slowPercent, slowNs, deadlineNs, hedgeNs] = Array.from({ length: REQUEST_WORDS }, (_, i) => request.readBigUInt64LE(8 * i));
    if (calls < 1n || calls > MOST_CALLS || slowNs > MOST_NS || deadlineNs > MOST_NS || hedgeNs > MOST_NS) return CLOSE;
    this.nonce = nonce;
    const numbers = Array.from({ length: Number(calls) }, (_, i) => BigInt(i));
    const gets = numbers.map((call) => get(mix(nonce + call) % ITEMS));
    const isSlow = (call) => slowPercent > 0n && mix(nonce ^ mix(call)) % 100n < slowPercent;
    const requests = numbers.map((call, i) => (isSlow(call) ? slow(slowNs) : gets[i]));
    return { kind: "calls", requests, hedges: hedgeNs > 0n ? gets : [], deadlineNs, hedgeNs };
  }

  onCalls(results) {
    const words = Buffer.alloc(8 * (2 + results.length));
    words.writeBigUInt64LE(this.nonce);
    let longest = 0n;
    results.forEach((result, i) => {
      if (result.tookNs > longest) longest = result.tookNs;
      words.writeBigUInt64LE(wordOf(result), 8 * (2 + i));
    });
    words.writeBigUInt64LE(longest, 8);
    return reply(words);
  }
}

module.exports = { sessionMaker: () => () => new Session() };
