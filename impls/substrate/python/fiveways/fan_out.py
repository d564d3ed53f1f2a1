"""How the calls of one step stand, as impls/substrate/exchange/fan_out.h has it. Waits for nothing: that is the model's part."""

from time import monotonic_ns

from fiveways.resp import COMPLETE, MORE, framed
from fiveways.steps import FAILED, LATE, REPLIED, CallResult


class FanOut:
    """A connection that an attempt uses has abort(), after which whoever waits for it finds it closed."""

    def __init__(self, calls):
        self.calls = calls
        self.started = monotonic_ns()
        self.results = [None] * len(calls.requests)
        self.attempts = [[] for _ in calls.requests]

    def missing(self):
        """The indices of the calls that have not ended."""
        return [index for index, result in enumerate(self.results) if result is None]

    def end(self, index, outcome, reply=b""):
        self.results[index] = CallResult(outcome, reply, monotonic_ns() - self.started)
        for one in self.attempts[index]:
            if one.connection is not None and not one.complete:
                one.connection.abort()

    def expire(self):
        """The deadline: every call that has not ended is late."""
        for index in self.missing():
            self.end(index, LATE)


class Attempt:
    """One try of one call, until leave()."""

    def __init__(self, fan_out, index):
        self.fan_out = fan_out
        self.index = index
        self.request = (fan_out.calls.hedges if fan_out.attempts[index] else fan_out.calls.requests)[index]
        self.connection = None
        self.received = b""
        self.complete = False
        fan_out.attempts[index].append(self)

    def wants(self, connection):
        """Whether the call still needs this connection, which it may be None; then the attempt uses it."""
        if connection is None or self.call_ended():
            return False
        self.connection = connection
        return True

    def call_ended(self):
        return self.fan_out.results[self.index] is not None

    def takes(self, data):
        """Takes what arrived; whether more must come. If not, `complete` says whether the connection may be used again."""
        self.received += data
        state = framed(self.received)
        self.complete = state == COMPLETE and not self.call_ended()
        if self.complete:
            self.fan_out.end(self.index, REPLIED, self.received)
        return state == MORE

    def leave(self, upstreams):
        """Gives the connection back or ends it. The last of a call that has no reply: the call has failed."""
        if self.connection is not None:
            upstreams.give_back(self.connection) if self.complete else self.connection.abort()
        attempts = self.fan_out.attempts[self.index]
        attempts.remove(self)
        if not attempts and not self.call_ended():
            self.fan_out.end(self.index, FAILED)
