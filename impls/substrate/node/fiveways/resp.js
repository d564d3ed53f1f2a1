// The protocol of Redis, RESP2, as far as a gateway's calls need it: a command to text, and whether text is one whole reply. Texts are
// Latin-1, a letter a byte.
"use strict";

const MOST_LINE = 64 * 1024;
const MOST_TEXT = 1 << 20;
const LENGTH = /^[$*](-1|[0-9]+)$/;

function command(...parts) {
  return `*${parts.length}\r\n` + parts.map((part) => `$${part.length}\r\n${part}\r\n`).join("");
}

// "complete": exactly one reply; anything beyond it is "broken". Arrays, which no call is answered with, are whole only if null.
function framed(received) {
  if (received.length > 0 && !"+-:$*".includes(received[0])) return "broken";
  const line = received.indexOf("\r\n");
  if (line < 0) return received.length < MOST_LINE ? "more" : "broken";
  let end = line + 2;
  if ("$*".includes(received[0])) {
    const length = LENGTH.exec(received.slice(0, line));
    const size = length === null ? NaN : Number(length[1]);
    if (!(size <= MOST_TEXT) || (received[0] === "*" && size >= 0)) return "broken";
    if (size >= 0) end += size + 2;
  }
  if (received.length < end) return "more";
  return received.length === end && received.endsWith("\r\n") ? "complete" : "broken";
}

module.exports = { command, framed };
