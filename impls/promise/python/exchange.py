# promise/python: asyncio's Future; every turn hangs the next one on the future of what it waits for, calls upstream are gathered.
# Needs: /usr/bin/python3 (python3)
# Workloads: blend, gateway
# Traits: .threads = "one loop, whatever is asked: the interpreter's lock lets one thread run at a time; if it off-loads, as many threads that compute"

import asyncio

from fiveways.connection import Connection, UpstreamConnection
from fiveways.fan_out import Attempt, FanOut
from fiveways.loop import serve_exchange
from fiveways.offload import Offload
from fiveways.steps import Calls, Compute, Pause, Reply, computed
from fiveways.timer import Timer
from fiveways.upstreams import Upstreams


def attempt(loop, upstreams, one):
    """A future of its end."""
    ended = loop.create_future()

    def use(connection):
        if one.wants(connection):
            connection.send(one.request)
            return connection.received().add_done_callback(turn)
        if connection is not None:
            upstreams.give_back(connection)
        leave()

    def turn(received):
        if (data := received.result()) and one.takes(data):
            one.connection.received().add_done_callback(turn)
        else:
            leave()

    def leave():
        one.leave(upstreams)
        ended.set_result(None)

    idle = upstreams.take_idle()
    if idle is None and (connecting := upstreams.connect()):
        connecting.add_done_callback(lambda connected: use(connected.result()))
    else:
        use(idle)
    return ended


def call_all(loop, upstreams, calls):
    """A future of the results, once nothing of the calls runs any more."""
    fan_out = FanOut(calls)
    results = loop.create_future()

    def attempt_missing():
        return asyncio.gather(*(attempt(loop, upstreams, Attempt(fan_out, index)) for index in fan_out.missing()))

    second = loop.create_future()
    second.set_result(None)

    def hedge(_elapsed_ns):
        nonlocal second
        second = attempt_missing()

    def all_ended(_second):
        deadline.cancel()
        results.set_result(fan_out.results)

    def first_ended(_first):
        if hedging:
            hedging.cancel()
        second.add_done_callback(all_ended)

    hedging = Timer(loop, calls.hedge_ns, hedge) if calls.hedge_ns > 0 else None
    deadline = Timer(loop, calls.deadline_ns, lambda _elapsed_ns: fan_out.expire())
    attempt_missing().add_done_callback(first_ended)
    return results


def pause(loop, at_least_ns):
    """A future of how long it lasted."""
    paused = loop.create_future()
    Timer(loop, at_least_ns, paused.set_result)
    return paused


def converse(loop, upstreams, offload, connection, session):
    def go_on(step):
        while True:
            if step is None:
                return connection.received().add_done_callback(turn)
            if isinstance(step, Reply):
                unsent = connection.send(step.data)
                if step.close:
                    return connection.close()
                if unsent:
                    return unsent.add_done_callback(lambda _sent: go_on(session.on_written()))
                step = session.on_written()
            elif isinstance(step, Pause):
                return pause(loop, step.at_least_ns).add_done_callback(lambda paused: go_on(session.on_paused(paused.result())))
            elif isinstance(step, Compute):
                if step.off_loop:
                    return offload.compute(session).add_done_callback(lambda took: go_on(session.on_computed(took.result())))
                step = computed(session)
            elif isinstance(step, Calls):
                return call_all(loop, upstreams, step).add_done_callback(lambda results: go_on(session.on_calls(results.result())))

    def turn(received):
        data = received.result()
        if data:
            go_on(session.on_input(data))
        else:
            connection.close()

    go_on(None)


def serve_with(loop):
    upstreams = Upstreams(loop, lambda: UpstreamConnection(loop))
    offload = Offload(loop)
    return lambda session: Connection(loop, lambda connection: converse(loop, upstreams, offload, connection, session))


serve_exchange(serve_with)
