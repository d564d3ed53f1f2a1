// coroutine/node: async and await; one async function a connection, one a call upstream, over the promises that promise/node chains.
// Needs: /usr/bin/node (nodejs)
// Workloads: blend, gateway
// Traits: .track = Track::tuned, .threads = "one loop, whatever is asked: JavaScript has one thread; if it off-loads, as many workers"
// Traits: .remark = "pauses are of whole milliseconds; reads into buffers of 16 KiB, by net's onread"
"use strict";

const { computed } = require("fiveways/computing");
const { Connection } = require("fiveways/connection");
const { FanOut } = require("fiveways/fan_out");
const { Offload } = require("fiveways/offload");
const { serve } = require("fiveways/service");
const { NEED } = require("fiveways/steps");
const { Timer, pause } = require("fiveways/timer");
const { Upstreams } = require("fiveways/upstreams");

const upstreams = new Upstreams((socket) => new Connection(socket));
const offload = new Offload();

async function attempt(one) {
  const connection = upstreams.takeIdle() ?? (await new Promise((resolve) => upstreams.connect(resolve)));
  if (one.wants(connection)) {
    connection.send(one.request);
    for (let more = true; more; ) {
      const input = await connection.received();
      more = input !== null && one.takes(input);
    }
  } else if (connection !== null) {
    upstreams.giveBack(connection);
  }
  one.leave(upstreams);
}

async function callAll(calls) {
  const fanOut = new FanOut(calls);
  const attemptMissing = () => Promise.all(fanOut.attemptMissing().map(attempt));
  let second = null;
  const deadline = new Timer(calls.deadlineNs, () => fanOut.expire());
  const hedge = calls.hedgeNs > 0n ? new Timer(calls.hedgeNs, () => (second = attemptMissing())) : null;
  await attemptMissing();
  hedge?.cancel();
  await second;
  deadline.cancel();
  return fanOut.results;
}

async function converse(connection, session) {
  for (let step = NEED; ; ) {
    if (step.kind === "need") {
      const input = await connection.received();
      if (input === null) break;
      step = session.onInput(input);
    } else if (step.kind === "reply") {
      const unsent = connection.send(step.bytes);
      if (unsent !== null) await unsent;
      if (step.close) break;
      step = session.onWritten();
    } else if (step.kind === "pause") {
      step = session.onPaused(await pause(step.atLeastNs));
    } else if (step.kind === "compute") {
      step = session.onComputed(step.offLoop ? await offload.compute(step.work) : computed(step.work));
    } else {
      step = session.onCalls(await callAll(step));
    }
  }
  connection.close();
}

serve((socket, session) => {
  const connection = new Connection(socket);
  converse(connection, session);
  return (input) => connection.take(input);
});
