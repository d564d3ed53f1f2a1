// A timer that is never early: the event loop's clock, in whole milliseconds, stands still while callbacks run.
"use strict";

class Timer {
  // Calls then(elapsed) once that much time, in BigInts of nanoseconds, has passed.
  constructor(atLeastNs, then) {
    this.atLeastNs = atLeastNs;
    this.then = then;
    this.started = process.hrtime.bigint();
    this.handle = null;
    this.start(atLeastNs);
  }

  start(leftNs) {
    this.handle = setTimeout(() => this.look(), Math.ceil(Number(leftNs) / 1e6));
  }

  look() {
    const elapsed = process.hrtime.bigint() - this.started;
    if (elapsed >= this.atLeastNs) this.then(elapsed);
    else this.start(this.atLeastNs - elapsed);
  }

  cancel() {
    clearTimeout(this.handle);
  }
}

// A promise of how long it lasted.
function pause(atLeastNs) {
  return new Promise((resolve) => new Timer(atLeastNs, resolve));
}

module.exports = { Timer, pause };
