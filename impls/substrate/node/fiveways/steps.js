// What a session of shape `exchange` asks for, as workloads/shapes/exchange.h has it: a plain object with one of these kinds, and for
//   reply: bytes, close     pause: atLeastNs     compute: nothing     calls: requests, hedges (none if hedgeNs is 0), deadlineNs, hedgeNs
"use strict";

const NEED = { kind: "need" };
const COMPUTE = { kind: "compute" };
const reply = (bytes, close = false) => ({ kind: "reply", bytes, close });
const pause = (atLeastNs) => ({ kind: "pause", atLeastNs });
const CLOSE = reply(Buffer.alloc(0), true);

// The step after computing.
function computed(session) {
  const started = process.hrtime.bigint();
  session.compute();
  return session.onComputed(process.hrtime.bigint() - started);
}

module.exports = { NEED, COMPUTE, CLOSE, reply, pause, computed };
