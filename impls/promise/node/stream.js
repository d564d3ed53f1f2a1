// promise/node: then on promises; every turn hangs the next one on the promise of what arrives, or of what is sent.
// Needs: /usr/bin/node (nodejs)
// Workloads: echo, http, store
// Traits: .track = Track::tuned, .threads = "one loop, whatever is asked: JavaScript has one thread", .synchronisation = "none: one loop"
// Traits: .remark = "reads into one buffer of 16 KiB, by net's onread; an ordinary server's reads make 64 KiB of garbage each"
"use strict";

const { Connection } = require("fiveways/connection");
const { serve } = require("fiveways/service");

serve((socket, session) => {
  const connection = new Connection(socket);

  function turn(input) {
    if (input === null) return connection.close();
    const unsent = connection.send(session.onInput(input));
    if (session.closed) return connection.close();
    if (unsent === null) goOn();
    else unsent.then(goOn);
  }

  function goOn() {
    connection.received().then(turn);
  }

  goOn();
  return (input) => connection.take(input);
});
