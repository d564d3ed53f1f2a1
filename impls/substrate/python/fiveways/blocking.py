"""`exchange` written with calls that block, as impls/substrate/exchange/blocking.cpp has it: what the thread of a connection does."""

import select
import threading
from contextlib import suppress
from time import monotonic_ns, sleep

from fiveways import upstream
from fiveways.resp import BROKEN, COMPLETE, framed
from fiveways.service import RECEIVE_BYTES
from fiveways.steps import FAILED, LATE, REPLIED, CallResult, Calls, Compute, Pause, Reply, computed

POLLED = select.POLLIN | select.POLLERR | select.POLLHUP


class Upstreams:
    """The connections of a service to its upstream server, each used by one thread at a time."""

    def __init__(self):
        self.path = upstream.address()
        self.lock = threading.Lock()
        self.idle = []

    def take(self):
        """The one used last, or a new one; None if the server takes none."""
        with self.lock:
            if self.idle:
                return self.idle.pop()
        return upstream.connect(self.path)

    def give_back(self, connection):
        with self.lock:
            self.idle.append(connection)


class Attempt:
    """One try of a call. It is over when it has no connection any more."""

    def __init__(self, connection, request):
        self.connection = connection
        self.unsent = request
        self.received = b""

    def awaits(self):
        return POLLED | select.POLLOUT if self.unsent else POLLED

    def advance(self):
        """One send or receive, as far as it goes without waiting. Whether the reply is whole."""
        try:
            if self.unsent:
                self.unsent = self.unsent[self.connection.send(self.unsent):]
                return False
            data = self.connection.recv(RECEIVE_BYTES)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        self.received += data
        state = framed(self.received) if data else BROKEN
        if state == BROKEN:
            self.close()
        return state == COMPLETE

    def close(self):
        self.connection.close()
        self.connection = None


def call(upstreams, request, hedge, hedge_ns, deadline):
    """The outcome and the reply."""
    if monotonic_ns() >= deadline:
        return LATE, b""
    attempts = [Attempt(upstreams.take(), request)]
    hedge_at = monotonic_ns() + hedge_ns if hedge_ns > 0 else None
    try:
        while running := [one for one in attempts if one.connection is not None]:
            until = deadline if hedge_at is None else min(deadline, hedge_at)
            polled = select.poll()
            for one in running:
                polled.register(one.connection, one.awaits())
            ready = {descriptor for descriptor, _ in polled.poll(max(0, until - monotonic_ns()) / 1e6)}
            for one in running:
                if one.connection.fileno() in ready and one.advance():
                    upstreams.give_back(one.connection)
                    one.connection = None
                    return REPLIED, one.received
            now = monotonic_ns()
            if now >= deadline:
                return LATE, b""
            if hedge_at is not None and now >= hedge_at:
                hedge_at = None
                attempts.append(Attempt(upstreams.take(), hedge))
        return FAILED, b""
    finally:
        for one in attempts:
            if one.connection is not None:
                one.close()


def call_all(upstreams, calls):
    """One after another; the deadline is one for all, a hedge counts from its own call's beginning."""
    started = monotonic_ns()
    results = []
    for index, request in enumerate(calls.requests):
        hedge = calls.hedges[index] if calls.hedge_ns > 0 else b""
        outcome, reply = call(upstreams, request, hedge, calls.hedge_ns, started + calls.deadline_ns)
        results.append(CallResult(outcome, reply, monotonic_ns() - started))
    return results


def pause(at_least_ns):
    """How long it lasted."""
    started = monotonic_ns()
    while (slept := monotonic_ns() - started) < at_least_ns:
        sleep((at_least_ns - slept) / 1e9)
    return slept


def converse(connection, session, upstreams):
    """A connection from its beginning to its end."""
    with suppress(OSError):  # the peer is gone
        step = None
        while True:
            match step:
                case None:
                    data = connection.recv(RECEIVE_BYTES)
                    if not data:
                        return
                    step = session.on_input(data)
                case Reply(data, close):
                    connection.sendall(data)
                    if close:
                        return
                    step = session.on_written()
                case Pause(at_least_ns):
                    step = session.on_paused(pause(at_least_ns))
                case Compute():
                    step = computed(session)
                case Calls():
                    step = session.on_calls(call_all(upstreams, step))
