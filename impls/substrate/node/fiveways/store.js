// `store`: a port of workloads/store. One thread comes to the map, so nothing keeps threads apart.
"use strict";

const { mix, MOST_ITEM } = require("fiveways/items");

const HEAD_BYTES = 24; // operation, key, tag; of a SET the value follows
const REPLY_HEAD_BYTES = 16; // tag, outcome; of a GET that found something the value follows
const VALUE_HEAD_WORDS = 4; // key, writer, its count, hash; the hash is in every eight bytes of the rest
const GET = "get\0\0\0\0\0";
const SET = "set\0\0\0\0\0";
const ABSENT = 0;
const FOUND = 1;
const STORED = 2;
const NOTHING = Buffer.alloc(0);

// Words are used as they lie in a request, as text: large numbers would be made for nothing.
const wordAt = (data, at) => data.toString("latin1", at, at + 8);

// What keys have from the beginning: values of nobody, as workloads/values.cpp writes them.
function firstValues(keys, valueBytes) {
  const value = new BigUint64Array(Math.ceil(valueBytes / 8));
  const bytes = Buffer.from(value.buffer);
  for (let i = 0; i < valueBytes - 8 * VALUE_HEAD_WORDS; ++i) bytes[8 * VALUE_HEAD_WORDS + i] = Number(mix(BigInt(i)) & 0xffn);
  const pattern = value.slice();
  const nobody = mix(mix(0n));
  const values = new Map();
  for (let key = 0n; key < BigInt(keys); ++key) {
    const hash = mix((key + nobody) & MOST_ITEM);
    value[0] = key;
    value[VALUE_HEAD_WORDS - 1] = hash;
    for (let i = VALUE_HEAD_WORDS; i < value.length; ++i) value[i] = pattern[i] ^ hash;
    values.set(wordAt(bytes, 0), Buffer.from(bytes.subarray(0, valueBytes)));
  }
  return values;
}

class Session {
  constructor(values, valueBytes) {
    this.values = values;
    this.valueBytes = valueBytes;
    this.held = NOTHING;
    this.closed = false;
  }

  // The replies to all whole requests; the rest of the input is held. What is no request closes the connection.
  onInput(input) {
    const data = this.held.length > 0 ? Buffer.concat([this.held, input]) : input;
    const replies = [];
    let at = 0;
    while (data.length - at >= HEAD_BYTES) {
      const operation = wordAt(data, at);
      this.closed = operation !== GET && operation !== SET;
      const end = at + HEAD_BYTES + (operation === SET ? this.valueBytes : 0);
      if (this.closed || data.length < end) break;
      replies.push(this.answer(operation, data.subarray(at, end)));
      at = end;
    }
    this.held = at < data.length ? Buffer.from(data.subarray(at)) : NOTHING; // a copy: the buffer that input lies in is read into again
    return replies.length === 1 ? replies[0] : Buffer.concat(replies);
  }

  answer(operation, request) {
    const key = wordAt(request, 8);
    if (operation === SET) {
      this.values.set(key, Buffer.from(request.subarray(HEAD_BYTES)));
      return reply(request, STORED, NOTHING);
    }
    const value = this.values.get(key);
    return value === undefined ? reply(request, ABSENT, NOTHING) : reply(request, FOUND, value);
  }
}

function reply(request, outcome, value) {
  const bytes = Buffer.alloc(REPLY_HEAD_BYTES + value.length);
  request.copy(bytes, 0, 16, HEAD_BYTES);
  bytes[8] = outcome;
  value.copy(bytes, REPLY_HEAD_BYTES);
  return bytes;
}

function sessionMaker(parameters) {
  const values = firstValues(parameters.keys, parameters.value_bytes);
  return () => new Session(values, parameters.value_bytes);
}

module.exports = { sessionMaker };
