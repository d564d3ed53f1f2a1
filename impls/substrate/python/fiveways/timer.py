"""A timer of an event loop that is never early: event loops round."""

from time import monotonic_ns


class Timer:
    """Calls then(elapsed_ns) once that much time has passed."""

    def __init__(self, loop, at_least_ns, then):
        self.loop = loop
        self.at_least_ns = at_least_ns
        self.then = then
        self.started = monotonic_ns()
        self.handle = None
        self.look()

    def look(self):
        elapsed_ns = monotonic_ns() - self.started
        if elapsed_ns >= self.at_least_ns:
            self.then(elapsed_ns)
        else:
            self.handle = self.loop.call_later((self.at_least_ns - elapsed_ns) / 1e9, self.look)

    def cancel(self):
        if self.handle is not None:
            self.handle.cancel()
