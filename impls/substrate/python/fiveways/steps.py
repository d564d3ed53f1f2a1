"""What a session of shape `exchange` asks for, as workloads/shapes/exchange.h has it: one of these, or None for more input."""

from time import monotonic_ns
from typing import NamedTuple


class Reply(NamedTuple):
    data: bytes
    close: bool = False


class Pause(NamedTuple):
    at_least_ns: int


class Compute(NamedTuple):
    pass


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


def computed(session):
    """The step after computing on the calling thread."""
    started = monotonic_ns()
    session.compute()
    return session.on_computed(monotonic_ns() - started)
