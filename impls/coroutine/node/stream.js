// coroutine/node: async and await over the promises that promise/node chains.
// Needs: /usr/bin/node (nodejs)
// Workloads: echo, http, store
// Traits: .track = Track::tuned, .threads = "one loop, whatever is asked: JavaScript has one thread", .synchronisation = "none: one loop"
// Traits: .remark = "reads into one buffer of 16 KiB, by net's onread; an ordinary server's reads make 64 KiB of garbage each"
"use strict";

const { Connection } = require("fiveways/connection");
const { serve } = require("fiveways/service");

async function converse(connection, session) {
  for (;;) {
    const input = await connection.received();
    if (input === null) break;
    const unsent = connection.send(session.onInput(input));
    if (unsent !== null) await unsent;
    if (session.closed) break;
  }
  connection.close();
}

serve((socket, session) => {
  const connection = new Connection(socket);
  converse(connection, session);
  return (input) => connection.take(input);
});
