"""`gateway`: a port of workloads/io/gateway.cpp and workloads/redis/calls.cpp."""

import re
import struct

from fiveways.http import MASK, mix
from fiveways.resp import command
from fiveways.steps import LATE, REPLIED, Calls, Reply

REQUEST = struct.Struct("<6Q")
MOST_CALLS, MOST_NS, ITEMS = 1000, 60_000_000_000, 1024
FAILED_WORD, LATE_WORD, SLOW_WORD = 0, 1, 2
VALUE = re.compile(rb"\$16\r\n([89a-f][0-9a-f]{15})\r\n")


def get(item):
    return command(b"GET", b"gateway:%d" % item)


def slow(after_ns):
    after_us = -(-after_ns // 1000)
    return command(b"BLPOP", b"gateway:none", b"%d.%06d" % divmod(after_us, 1_000_000))


def word_of(result):
    if result.outcome != REPLIED:
        return LATE_WORD if result.outcome == LATE else FAILED_WORD
    if result.reply in (b"$-1\r\n", b"*-1\r\n"):
        return SLOW_WORD
    value = VALUE.fullmatch(result.reply)
    return int(value[1], 16) if value else FAILED_WORD


class Session:
    def __init__(self):
        self.held = b""
        self.nonce = 0

    def on_input(self, data):
        self.held += data
        return self.on_written()

    def on_written(self):
        """The next request. One that asks for more than anybody may have closes the connection."""
        if len(self.held) < REQUEST.size:
            return None
        self.nonce, calls, slow_percent, slow_ns, deadline_ns, hedge_ns = REQUEST.unpack_from(self.held)
        self.held = self.held[REQUEST.size:]
        if not 1 <= calls <= MOST_CALLS or max(slow_ns, deadline_ns, hedge_ns) > MOST_NS:
            return Reply(b"", close=True)
        gets = [get(mix(self.nonce + call & MASK) % ITEMS) for call in range(calls)]
        is_slow = [slow_percent > 0 and mix(self.nonce ^ mix(call)) % 100 < slow_percent for call in range(calls)]
        requests = [slow(slow_ns) if waits else plain for waits, plain in zip(is_slow, gets)]
        return Calls(requests, gets if hedge_ns > 0 else [], deadline_ns, hedge_ns)

    def on_calls(self, results):
        longest_ns = max(result.took_ns for result in results)
        return Reply(struct.pack(f"<{2 + len(results)}Q", self.nonce, longest_ns, *map(word_of, results)))


def session_maker(_parameters, _exclusion):
    return Session
