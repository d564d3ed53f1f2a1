// Threads of a service that compute, as many as were asked for: workers, which share no objects with the loop, so that work is sent to them.
"use strict";

const { Worker } = require("worker_threads");
const { askedThreads } = require("fiveways/service");

class Offload {
  constructor() {
    this.idle = null; // workers are made when there is work for them; they end with the process, whatever they compute
    this.waiting = [];
  }

  // Calls done with what computed(work) of fiveways/computing gives there.
  put(work, done) {
    const argv = process.argv.slice(2);
    this.idle ??= Array.from({ length: askedThreads() }, () => new Worker(require.resolve("fiveways/computing"), { argv }));
    this.waiting.push({ work, done });
    if (this.idle.length > 0) this.send(this.idle.pop());
  }

  // The oldest work that waits.
  send(worker) {
    const { work, done } = this.waiting.shift();
    worker.once("message", (computed) => {
      if (this.waiting.length > 0) this.send(worker);
      else this.idle.push(worker);
      done(computed);
    });
    worker.postMessage(work);
  }

  // A promise of that.
  compute(work) {
    return new Promise((resolve) => this.put(work, resolve));
  }
}

module.exports = { Offload };
