// The bodies of `http`, as workloads/http/items.cpp has them, and the text of its Date.
"use strict";

const MOST_ITEM = (1n << 64n) - 1n;
const FIVE_BITS_A_BYTE = 0x1f1f1f1f1f1f1f1fn;
const LETTERS = 0x4040404040404040n;

// SplitMix64's finaliser, as workloads/mix.h has it.
function mix(value) {
  value = (value + 0x9e3779b97f4a7c15n) & MOST_ITEM;
  value = ((value ^ (value >> 30n)) * 0xbf58476d1ce4e5b9n) & MOST_ITEM;
  value = ((value ^ (value >> 27n)) * 0x94d049bb133111ebn) & MOST_ITEM;
  return value ^ (value >> 31n);
}

// A pattern, every word of which is combined with the item's key; in halves, which JavaScript computes without large numbers.
class Items {
  constructor(bodyBytes) {
    this.bodyBytes = bodyBytes;
    const words = Math.ceil(bodyBytes / 8);
    const pattern = BigUint64Array.from({ length: words }, (_, i) => (mix(BigInt(i)) & FIVE_BITS_A_BYTE) | LETTERS);
    this.pattern = new Uint32Array(pattern.buffer);
    this.written = new Uint32Array(2 * words);
    this.bytes = Buffer.from(this.written.buffer);
  }

  body(item) {
    const key = mix(mix(item)) & FIVE_BITS_A_BYTE;
    const low = Number(key & 0xffffffffn);
    const high = Number(key >> 32n);
    for (let i = 0; i < this.pattern.length; i += 2) {
      this.written[i] = this.pattern[i] ^ low;
      this.written[i + 1] = this.pattern[i + 1] ^ high;
    }
    return this.bytes.toString("latin1", 0, this.bodyBytes);
  }
}

let second = -1;
let formatted = "";

// Formatted once a second.
function dateText() {
  const now = Math.floor(Date.now() / 1000);
  if (now > second) {
    second = now;
    formatted = new Date(now * 1000).toUTCString();
  }
  return formatted;
}

module.exports = { Items, dateText, mix, MOST_ITEM };
