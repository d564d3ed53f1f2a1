// `echo`: every message comes back as it was sent.
"use strict";

class Session {
  closed = false;

  onInput(input) {
    return input;
  }
}

module.exports = { sessionMaker: () => () => new Session() };
