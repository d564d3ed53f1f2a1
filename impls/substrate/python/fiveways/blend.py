"""`blend`: a port of workloads/io/blend.cpp; the rounds are Python's integers, cut to 64 bits."""

import struct

from fiveways.http import MASK, mix
from fiveways.steps import Compute, Pause, Reply

REQUEST = struct.Struct("<3Q")
REPLY = struct.Struct("<4Q")
MOST_WAIT_NS, MOST_ROUNDS = 60_000_000_000, 1 << 36
FACTOR, INCREMENT = 6364136223846793005, 1442695040888963407


class Session:
    def __init__(self, off_loop):
        self.off_loop = off_loop
        self.held = b""
        self.nonce = self.rounds = self.slept_ns = self.took_ns = self.value = 0

    def on_input(self, data):
        self.held += data
        return self.on_written()

    def on_written(self):
        """The next request. One that asks for more than anybody may have closes the connection."""
        if len(self.held) < REQUEST.size:
            return None
        self.nonce, wait_ns, self.rounds = REQUEST.unpack_from(self.held)
        self.held = self.held[REQUEST.size:]
        if wait_ns > MOST_WAIT_NS or self.rounds > MOST_ROUNDS:
            return Reply(b"", close=True)
        self.slept_ns = self.took_ns = 0
        return Pause(wait_ns) if wait_ns > 0 else self.start_computing()

    def on_paused(self, slept_ns):
        self.slept_ns = slept_ns
        return self.start_computing()

    def start_computing(self):
        self.value = self.nonce + self.slept_ns & MASK
        return Compute(self.off_loop) if self.rounds > 0 else self.answer()

    def compute(self):
        value = self.value
        for _ in range(self.rounds):
            value = FACTOR * value + INCREMENT & MASK
        self.value = value

    def on_computed(self, took_ns):
        self.took_ns = took_ns
        return self.answer()

    def answer(self):
        return Reply(REPLY.pack(self.nonce, self.slept_ns, self.took_ns, mix(self.value)))


def session_maker(parameters, _exclusion):
    return lambda: Session(parameters["offload"] == 1)
