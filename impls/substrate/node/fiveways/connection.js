// A connection as promises see it: promise and coroutine share it, on the events that the callback cell handles.
"use strict";

class Connection {
  constructor(socket) {
    this.socket = socket;
    this.unread = null; // what came while nobody waited; then the socket is paused
    this.ended = false;
    this.receiver = null;
    this.sender = null;
    socket.on("end", () => this.end());
    socket.on("close", () => this.end());
    socket.on("drain", () => this.allSent());
  }

  // A promise of the bytes that arrive next, good until the next call; of null once the peer has ended or is gone. One at a time.
  received() {
    if (this.unread !== null) {
      const input = this.unread;
      this.unread = null;
      this.socket.resume();
      return Promise.resolve(input);
    }
    if (this.ended) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.receiver = resolve;
    });
  }

  // Null if the kernel took all, or the peer is gone; else a promise of that. Until then nothing is read.
  send(bytes) {
    if (bytes.length > 0) this.socket.write(bytes, "latin1");
    if (this.socket.writableLength === 0 || this.socket.destroyed) return null;
    this.socket.pause();
    return new Promise((resolve) => {
      this.sender = resolve;
    });
  }

  // Once all is sent.
  close() {
    this.socket.destroySoon();
  }

  // At once; whoever waits finds it ended.
  abort() {
    this.socket.destroy();
  }

  // Of one that nobody waits for: the peer has spoken or ended.
  get useless() {
    return this.unread !== null || this.ended;
  }

  // Called for what arrives.
  take(input) {
    if (this.receiver !== null) return this.deliver(input);
    this.unread = input;
    this.socket.pause();
  }

  deliver(input) {
    const receiver = this.receiver;
    this.receiver = null;
    receiver(input);
  }

  end() {
    this.ended = true;
    if (this.receiver !== null) this.deliver(null);
    if (this.socket.destroyed) this.allSent();
  }

  allSent() {
    if (this.sender === null) return;
    if (this.unread === null) this.socket.resume();
    const sender = this.sender;
    this.sender = null;
    sender();
  }
}

module.exports = { Connection };
