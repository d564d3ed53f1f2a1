// callback/node: net's events; a function is called for what arrives, and another once what was written has gone.
// Needs: /usr/bin/node (nodejs)
// Workloads: echo, http, store
// Traits: .track = Track::tuned, .threads = "one loop, whatever is asked: JavaScript has one thread", .synchronisation = "none: one loop"
// Traits: .remark = "reads into one buffer of 16 KiB, by net's onread; an ordinary server's reads make 64 KiB of garbage each"
"use strict";

const { serve } = require("fiveways/service");

serve((socket, session) => {
  socket.on("drain", () => socket.isPaused() && socket.resume());
  socket.on("end", () => socket.destroySoon());
  return (input) => {
    const reply = session.onInput(input);
    if (reply.length > 0) socket.write(reply, "latin1");
    if (socket.writableLength > 0) socket.pause();
    if (session.closed) socket.destroySoon();
  };
});
