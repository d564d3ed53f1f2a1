// Computing what a session asks for; started by offload.js as a worker, what it is sent.
"use strict";

const { isMainThread, parentPort } = require("worker_threads");
const { compute } = require(`fiveways/${process.argv[2]}`);

// On the calling thread: what came of it, and how long it took.
function computed(work) {
  const started = process.hrtime.bigint();
  const result = compute(work);
  return { result, tookNs: process.hrtime.bigint() - started };
}

if (!isMainThread) parentPort.on("message", (work) => parentPort.postMessage(computed(work)));

module.exports = { computed };
