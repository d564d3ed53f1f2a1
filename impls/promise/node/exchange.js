// promise/node: then on promises; every turn hangs the next one on the promise of what it waits for, Promise.all joins calls upstream.
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

function taken() {
  const idle = upstreams.takeIdle();
  return idle !== null ? Promise.resolve(idle) : new Promise((resolve) => upstreams.connect(resolve));
}

// Fulfilled when this attempt has ended, however it did.
function attempt(one) {
  const receive = () =>
    one.connection.received().then((input) => (input !== null && one.takes(input) ? receive() : undefined));
  return taken()
    .then((connection) => {
      if (one.wants(connection)) {
        connection.send(one.request);
        return receive();
      }
      if (connection !== null) upstreams.giveBack(connection);
    })
    .then(() => one.leave(upstreams));
}

// Fulfilled when every call has ended and nothing of them runs any more.
function callAll(calls) {
  const fanOut = new FanOut(calls);
  const attemptMissing = () => Promise.all(fanOut.attemptMissing().map(attempt));
  let second = null;
  const deadline = new Timer(calls.deadlineNs, () => fanOut.expire());
  const hedge = calls.hedgeNs > 0n ? new Timer(calls.hedgeNs, () => (second = attemptMissing())) : null;
  return attemptMissing()
    .then(() => {
      hedge?.cancel();
      return second;
    })
    .then(() => {
      deadline.cancel();
      return fanOut.results;
    });
}

serve((socket, session) => {
  const connection = new Connection(socket);

  function turn(input) {
    if (input === null) connection.close();
    else goOn(session.onInput(input));
  }

  // A step that is done at once makes no promise.
  function goOn(step) {
    for (;;) {
      if (step.kind === "need") return connection.received().then(turn);
      if (step.kind === "pause") return pause(step.atLeastNs).then((slept) => goOn(session.onPaused(slept)));
      if (step.kind === "calls") return callAll(step).then((results) => goOn(session.onCalls(results)));
      if (step.kind === "compute") {
        if (step.offLoop) return offload.compute(step.work).then((elsewhere) => goOn(session.onComputed(elsewhere)));
        step = session.onComputed(computed(step.work));
        continue;
      }
      const unsent = connection.send(step.bytes);
      if (step.close) return connection.close();
      if (unsent !== null) return unsent.then(() => goOn(session.onWritten()));
      step = session.onWritten();
    }
  }

  goOn(NEED);
  return (input) => connection.take(input);
});
