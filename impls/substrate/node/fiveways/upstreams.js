// The connections to the upstream server: each carries one call at a time and is kept for later ones.
"use strict";

const net = require("net");
const { RECEIVE_BYTES } = require("fiveways/service");

const PATH = (process.env.FIVEWAYS_UPSTREAM ?? "").replace(/^unix:/, "");
const PATIENCE_MS = 100;

class Upstreams {
  // wrap(socket) makes what handles a connection: take(input) is called for what arrives; it has abort(), and `useless` once an idle one
  // was spoken to or closed.
  constructor(wrap) {
    this.wrap = wrap;
    this.idle = [];
  }

  // The one used last; null if all are in use.
  takeIdle() {
    for (let taken; (taken = this.idle.pop()) !== undefined; taken.abort()) if (!taken.useless) return taken;
    return null;
  }

  // Calls done with a new one, or with null if the server takes none. While its backlog is full a connect fails, so tries again.
  connect(done, until = Date.now() + PATIENCE_MS) {
    const buffer = Buffer.alloc(RECEIVE_BYTES);
    let connection = null;
    const callback = (size) => connection.take(buffer.subarray(0, size));
    const socket = net.connect({ path: PATH, writableHighWaterMark: 1, onread: { buffer, callback } });
    socket.once("connect", () => {
      connection = this.wrap(socket);
      done(connection);
    });
    socket.on("error", (error) => {
      if (connection !== null) return; // "close" follows
      if (error.code !== "EAGAIN" || Date.now() >= until) done(null);
      else setTimeout(() => this.connect(done, until), 1);
    });
  }

  // One whose call has ended with a reply, or that was not used.
  giveBack(connection) {
    this.idle.push(connection);
  }
}

module.exports = { Upstreams };
