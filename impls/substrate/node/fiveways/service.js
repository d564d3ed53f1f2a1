// How a server is started and stopped: systemd's socket activation, then the words WORKLOAD THREADS NAME=VALUE…
"use strict";

const net = require("net");

const FIRST_PASSED = 3;
const BACKLOG = 4096; // the listener's own; node listens once more
const RECEIVE_BYTES = 16 * 1024; // every implementation reads at most this much at once

const askedThreads = () => Number(process.argv[3]);

// A function that opens a session of the workload that was asked for; fiveways/<workload>.js is its port.
function sessionMaker() {
  const [workload, , ...parameters] = process.argv.slice(2);
  const values = Object.fromEntries(parameters.map((one) => one.split("=")).map(([name, value]) => [name, Number(value)]));
  return require(`fiveways/${workload}`).sessionMaker(values);
}

// The socket again, so that it reads into a buffer of its own: net lets clients choose that (onread), and servers only so. A high-water
// mark of one byte: "drain" comes as soon as nothing is left unsent.
function readingIntoBuffer(accepted, onInput) {
  const handle = accepted._handle;
  accepted._handle = null;
  const buffer = Buffer.alloc(RECEIVE_BYTES);
  const callback = (size) => onInput(buffer.subarray(0, size));
  return new net.Socket({ handle, allowHalfOpen: true, writableHighWaterMark: 1, onread: { buffer, callback } });
}

// Calls open(socket, session) for every connection, which returns what is to be called for the bytes that arrive; until a signal ends
// the process. The bytes are good until the socket reads again.
function serve(open) {
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0)); // its sockets end with the process
  if (process.env.LISTEN_PID !== String(process.pid) || process.env.LISTEN_FDS !== "1") {
    console.error(`${process.argv[1]}: no listening socket was handed over; \`fiveways serve\` starts this file`);
    process.exit(1);
  }
  const openSession = sessionMaker();
  const server = net.createServer({ noDelay: true, pauseOnConnect: true }, (accepted) => {
    let onInput;
    const socket = readingIntoBuffer(accepted, (input) => onInput(input));
    socket.on("error", () => {}); // the peer is gone; "close" follows
    onInput = open(socket, openSession());
  });
  server.listen({ fd: FIRST_PASSED }, BACKLOG);
}

module.exports = { serve, askedThreads, RECEIVE_BYTES };
