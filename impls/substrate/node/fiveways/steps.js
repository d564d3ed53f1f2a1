// What a session of shape `exchange` asks for, as workloads/shapes/exchange.h has it: a plain object with one of these kinds, and for
//   reply: bytes, close     pause: atLeastNs     calls: requests, hedges (none if hedgeNs is 0), deadlineNs, hedgeNs
//   compute: work, offLoop. What the port's compute(work) gives is for onComputed; both are numbers, which can be sent to a worker
"use strict";

const NEED = { kind: "need" };
const reply = (bytes, close = false) => ({ kind: "reply", bytes, close });
const pause = (atLeastNs) => ({ kind: "pause", atLeastNs });
const compute = (work, offLoop) => ({ kind: "compute", work, offLoop });
const CLOSE = reply(Buffer.alloc(0), true);

module.exports = { NEED, CLOSE, reply, pause, compute };
