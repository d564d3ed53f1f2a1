# callback/python: asyncio's Protocol and call_later; a method is called for whatever a connection, or a call upstream, waits for.
# Needs: /usr/bin/python3 (python3)
# Workloads: blend, gateway
# Traits: .threads = "one loop, whatever is asked: the interpreter's lock lets one thread run at a time; if it off-loads, as many threads that compute"

import asyncio

from fiveways.fan_out import Attempt, FanOut
from fiveways.loop import serve_exchange
from fiveways.service import RECEIVE_BYTES
from fiveways.offload import Offload
from fiveways.steps import Calls, Compute, Pause, Reply, computed
from fiveways.timer import Timer
from fiveways.upstreams import Upstreams

BUFFER = memoryview(bytearray(RECEIVE_BYTES))  # one for all: what arrives is copied out before the loop reads again


class Upstream(asyncio.BufferedProtocol):
    """Calls on_data or on_lost of whoever uses it."""

    def __init__(self):
        self.user = None
        self.useless = False

    def connection_made(self, transport):
        self.transport = transport

    def get_buffer(self, _hint):
        return BUFFER

    def buffer_updated(self, count):
        if self.user is None:
            self.useless = True
        else:
            self.user.on_data(BUFFER[:count].tobytes())

    def connection_lost(self, _error):
        self.useless = True
        if self.user is not None:
            self.user.on_lost()

    def abort(self):
        self.transport.abort()


class Call:
    """One attempt; calls `ended` once."""

    def __init__(self, upstreams, attempt, ended):
        self.upstreams = upstreams
        self.attempt = attempt
        self.ended = ended

    def start(self):
        idle = self.upstreams.take_idle()
        if idle is None and (connecting := self.upstreams.connect()):
            connecting.add_done_callback(lambda connected: self.use(connected.result()))
        else:
            self.use(idle)

    def use(self, connection):
        if self.attempt.wants(connection):
            connection.user = self
            return connection.transport.write(self.attempt.request)
        if connection is not None:
            self.upstreams.give_back(connection)
        self.leave()

    def on_data(self, data):
        if not self.attempt.takes(data):
            self.attempt.connection.user = None
            self.leave()

    def on_lost(self):
        self.leave()

    def leave(self):
        self.attempt.leave(self.upstreams)
        self.ended()


class AllCalls:
    """Those of one step; calls `done` with the results once nothing of them runs any more."""

    def __init__(self, loop, upstreams, calls, done):
        self.upstreams = upstreams
        self.done = done
        self.fan_out = FanOut(calls)
        self.running = 0
        self.timers = [Timer(loop, calls.deadline_ns, lambda _elapsed_ns: self.fan_out.expire())]
        if calls.hedge_ns > 0:
            self.timers.append(Timer(loop, calls.hedge_ns, self.start_missing))
        self.start_missing()

    def start_missing(self, _elapsed_ns=0):
        self.running += 1  # this function
        for index in self.fan_out.missing():
            self.running += 1
            Call(self.upstreams, Attempt(self.fan_out, index), self.one_ended).start()
        self.one_ended()

    def one_ended(self):
        self.running -= 1
        if self.running == 0:
            for timer in self.timers:
                timer.cancel()
            self.done(self.fan_out.results)


class Connection(asyncio.BufferedProtocol):
    def __init__(self, loop, upstreams, offload, session):
        self.loop = loop
        self.upstreams = upstreams
        self.offload = offload
        self.session = session
        self.waits = True  # for input; else at most one buffer is read ahead
        self.unread = None
        self.ended = False
        self.stalled = False

    def connection_made(self, transport):
        self.transport = transport
        transport.set_write_buffer_limits(high=0)

    def get_buffer(self, _hint):
        return BUFFER

    def buffer_updated(self, count):
        data = BUFFER[:count].tobytes()
        if self.waits:
            self.waits = False
            self.go_on(self.session.on_input(data))
        else:
            self.unread = data
            self.transport.pause_reading()

    def go_on(self, step):
        """A step that is done at once gives the next one: a loop, since a burst of requests may be any number of them."""
        while not self.transport.is_closing():
            if step is None:
                if self.unread is None:
                    self.waits = True
                    return self.transport.close() if self.ended else None
                data, self.unread = self.unread, None
                self.transport.resume_reading()
                step = self.session.on_input(data)
            elif isinstance(step, Reply):
                self.transport.write(step.data)
                if step.close:
                    return self.transport.close()
                if self.stalled:
                    return None
                step = self.session.on_written()
            elif isinstance(step, Pause):
                Timer(self.loop, step.at_least_ns, lambda slept_ns: self.go_on(self.session.on_paused(slept_ns)))
                return None
            elif isinstance(step, Compute):
                if step.off_loop:
                    return self.offload.compute(self.session).add_done_callback(self.computed_elsewhere)
                step = computed(self.session)
            elif isinstance(step, Calls):
                AllCalls(self.loop, self.upstreams, step, self.calls_ended)
                return None

    def computed_elsewhere(self, took_ns):
        self.go_on(self.session.on_computed(took_ns.result()))

    def calls_ended(self, results):
        # Where no call can be made all end at once: a burst of them must not nest.
        self.loop.call_soon(lambda: self.go_on(self.session.on_calls(results)))

    def pause_writing(self):
        self.stalled = True

    def resume_writing(self):
        self.stalled = False
        self.go_on(self.session.on_written())

    def eof_received(self):
        self.ended = True
        if self.waits:
            self.transport.close()
        return True  # what is asked for is still answered


def serve_with(loop):
    upstreams = Upstreams(loop, Upstream)
    offload = Offload(loop)
    return lambda session: Connection(loop, upstreams, offload, session)


serve_exchange(serve_with)
