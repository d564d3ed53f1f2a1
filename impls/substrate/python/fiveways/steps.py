"""What a session of shape `exchange` asks for, as workloads/shapes/exchange.h has it: one of these, or None for more input."""

from time import monotonic_ns
from typing import NamedTuple


class Reply(NamedTuple):
    data: bytes
    close: bool = False


class Pause(NamedTuple):
    at_least_ns: int


class Compute(NamedTuple):
    off_loop: bool


class Calls(NamedTuple):
    requests: list
    hedges: list  # none if hedge_ns is 0
    deadline_ns: int
    hedge_ns: int


REPLIED, FAILED, LATE = "replied", "failed", "late"


class CallResult(NamedTuple):
    outcome: str
    reply: bytes
    took_ns: int


def timed(session):
    """Computes on the calling thread; gives how long that took."""
    started = monotonic_ns()
    session.compute()
    return monotonic_ns() - started


def computed(session):
    """The step after computing on the calling thread."""
    return session.on_computed(timed(session))
