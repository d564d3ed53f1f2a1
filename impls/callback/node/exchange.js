// callback/node: net's events and setTimeout; a function is called for whatever a connection, or a call upstream, waits for.
// Needs: /usr/bin/node (nodejs)
// Workloads: blend, gateway
// Traits: .track = Track::tuned, .threads = "one loop, whatever is asked: JavaScript has one thread; if it off-loads, as many workers"
// Traits: .remark = "pauses are of whole milliseconds; reads into buffers of 16 KiB, by net's onread"
"use strict";

const { computed } = require("fiveways/computing");
const { FanOut } = require("fiveways/fan_out");
const { Offload } = require("fiveways/offload");
const { serve } = require("fiveways/service");
const { Timer } = require("fiveways/timer");
const { Upstreams } = require("fiveways/upstreams");

// A connection to the upstream server: calls onInput or onClose of whoever uses it.
class Upstream {
  constructor(socket) {
    this.socket = socket;
    this.user = null;
    this.useless = false;
    socket.on("end", () => (this.useless = true));
    socket.on("close", () => {
      this.useless = true;
      this.user?.onClose();
    });
  }

  take(input) {
    if (this.user !== null) this.user.onInput(input);
    else this.useless = true;
  }

  abort() {
    this.socket.destroy();
  }
}

const upstreams = new Upstreams((socket) => new Upstream(socket));
const offload = new Offload();

// Calls ended once.
function start(attempt, ended) {
  function leave() {
    if (attempt.connection !== null) attempt.connection.user = null;
    attempt.leave(upstreams);
    ended();
  }

  function use(connection) {
    if (attempt.wants(connection)) {
      connection.user = { onInput: (input) => attempt.takes(input) || leave(), onClose: leave };
      connection.socket.write(attempt.request, "latin1");
      return;
    }
    if (connection !== null) upstreams.giveBack(connection);
    leave();
  }

  const idle = upstreams.takeIdle();
  if (idle !== null) use(idle);
  else upstreams.connect(use);
}

// Calls done with the results once nothing of the calls runs any more: never at once, since a connect fails later.
function callAll(calls, done) {
  const fanOut = new FanOut(calls);
  const timers = [new Timer(calls.deadlineNs, () => fanOut.expire())];
  if (calls.hedgeNs > 0n) timers.push(new Timer(calls.hedgeNs, startMissing));
  let running = 0;

  function oneEnded() {
    if (--running > 0) return;
    for (const timer of timers) timer.cancel();
    done(fanOut.results);
  }

  function startMissing() {
    const attempts = fanOut.attemptMissing();
    running += attempts.length;
    for (const one of attempts) start(one, oneEnded);
  }

  startMissing();
}

serve((socket, session) => {
  let waits = true; // for input; else at most one buffer is read ahead
  let unread = null;
  let ended = false;
  let stalled = false;

  // A step that is done at once gives the next one: a loop, since a burst of requests may be any number of them.
  function goOn(step) {
    while (!socket.destroyed) {
      if (step.kind === "need") {
        if (unread === null) {
          waits = true;
          if (ended) socket.destroySoon();
          return;
        }
        const input = unread;
        unread = null;
        step = session.onInput(input);
        socket.resume();
      } else if (step.kind === "reply") {
        if (step.bytes.length > 0) socket.write(step.bytes);
        if (step.close) return socket.destroySoon();
        stalled = socket.writableLength > 0;
        if (stalled) return;
        step = session.onWritten();
      } else if (step.kind === "pause") {
        return new Timer(step.atLeastNs, (slept) => goOn(session.onPaused(slept)));
      } else if (step.kind === "compute") {
        if (step.offLoop) return offload.put(step.work, (elsewhere) => goOn(session.onComputed(elsewhere)));
        step = session.onComputed(computed(step.work));
      } else {
        return callAll(step, (results) => goOn(session.onCalls(results)));
      }
    }
  }

  socket.on("drain", () => {
    if (!stalled) return;
    stalled = false;
    goOn(session.onWritten());
  });
  socket.on("end", () => {
    ended = true;
    if (waits) socket.destroySoon();
  });
  return (input) => {
    if (waits) {
      waits = false;
      goOn(session.onInput(input)); // its result is none of net's, which pauses at false
    } else {
      unread = input;
      socket.pause();
    }
  };
});
