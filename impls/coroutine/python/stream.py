# coroutine/python: async and await, one task a connection. Not asyncio's streams, which read 256 KiB at a time and copy once more:
# the futures that promise/python chains, on the transport of callback/python.
# Needs: /usr/bin/python3 (python3)
# Workloads: echo, http, store
# Traits: .track = Track::tuned, .threads = "one loop, whatever is asked: the interpreter's lock lets one thread run at a time"
# Traits: .synchronisation = "none: one loop"
# Traits: .remark = "awaits the futures of its backend, not asyncio's streams"

from fiveways.connection import Connection
from fiveways.loop import keep, serve


async def converse(connection, session):
    while data := await connection.received():
        reply = session.on_input(data)
        if reply and (unsent := connection.send(reply)):
            await unsent
        if session.closed:
            break
    connection.close()


serve(lambda loop, session: Connection(loop, lambda connection: keep(loop.create_task(converse(connection, session)))))
