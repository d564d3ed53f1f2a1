// Input that is taken one frame of a fixed size at a time, as workloads/frames.h has it.
"use strict";

class HeldInput {
  constructor(frameBytes) {
    this.frameBytes = frameBytes;
    this.held = Buffer.alloc(0);
  }

  // Keeps a copy: the buffer that input lies in is read into again.
  add(input) {
    this.held = Buffer.concat([this.held, input]);
  }

  // The next frame; null if it has not all arrived.
  next() {
    if (this.held.length < this.frameBytes) return null;
    const frame = this.held.subarray(0, this.frameBytes);
    this.held = this.held.subarray(this.frameBytes);
    return frame;
  }
}

module.exports = { HeldInput };
