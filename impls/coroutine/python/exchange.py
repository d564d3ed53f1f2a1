# coroutine/python: async and await; one task a connection, one a call upstream, on the futures that promise/python chains.
# Needs: /usr/bin/python3 (python3)
# Workloads: blend, gateway
# Traits: .track = Track::tuned, .threads = "one loop, whatever is asked: the interpreter's lock lets one thread run at a time; if it off-loads, as many threads that compute"
# Traits: .remark = "awaits the futures of its backend, not asyncio's streams"

import asyncio
from time import monotonic_ns

from fiveways.connection import Connection, UpstreamConnection
from fiveways.fan_out import Attempt, FanOut
from fiveways.loop import keep, serve_exchange
from fiveways.offload import Offload
from fiveways.steps import Calls, Compute, Pause, Reply, computed
from fiveways.upstreams import Upstreams


async def attempt(upstreams, one):
    connection = upstreams.take_idle()
    if connection is None and (connecting := upstreams.connect()):
        connection = await connecting
    if one.wants(connection):
        connection.send(one.request)
        while (data := await connection.received()) and one.takes(data):
            pass
    elif connection is not None:
        upstreams.give_back(connection)
    one.leave(upstreams)


async def call_all(loop, upstreams, calls):
    fan_out = FanOut(calls)
    second = None

    def attempt_missing():
        return asyncio.gather(*(attempt(upstreams, Attempt(fan_out, index)) for index in fan_out.missing()))

    async def expire():
        await pause(calls.deadline_ns)
        fan_out.expire()

    async def hedge():
        nonlocal second
        await pause(calls.hedge_ns)
        second = attempt_missing()

    beside = [loop.create_task(one()) for one in ([expire, hedge] if calls.hedge_ns > 0 else [expire])]
    await attempt_missing()
    if second is not None:
        await second
    for one in beside:
        one.cancel()
    return fan_out.results


async def pause(at_least_ns):
    """Gives how long it lasted."""
    started = monotonic_ns()
    while (slept := monotonic_ns() - started) < at_least_ns:  # event loops round
        await asyncio.sleep((at_least_ns - slept) / 1e9)
    return slept


async def converse(loop, upstreams, offload, connection, session):
    step = None
    while True:
        if step is None:
            data = await connection.received()
            if not data:
                break
            step = session.on_input(data)
        elif isinstance(step, Reply):
            if unsent := connection.send(step.data):
                await unsent
            if step.close:
                break
            step = session.on_written()
        elif isinstance(step, Pause):
            step = session.on_paused(await pause(step.at_least_ns))
        elif isinstance(step, Compute):
            step = session.on_computed(await offload.compute(session)) if step.off_loop else computed(session)
        elif isinstance(step, Calls):
            step = session.on_calls(await call_all(loop, upstreams, step))
    connection.close()


def serve_with(loop):
    upstreams = Upstreams(loop, lambda: UpstreamConnection(loop))
    offload = Offload(loop)

    def opened(session):
        return Connection(loop, lambda connection: keep(loop.create_task(converse(loop, upstreams, offload, connection, session))))

    return opened


serve_exchange(serve_with)
