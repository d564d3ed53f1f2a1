# promise/python: asyncio's Future; every turn hangs the next one on the future of what arrives, or of what is sent.
# Needs: /usr/bin/python3 (python3)
# Workloads: echo, http, store
# Traits: .threads = "one loop, whatever is asked: the interpreter's lock lets one thread run at a time"
# Traits: .synchronisation = "none: one loop"

from fiveways.connection import Connection
from fiveways.loop import serve


def converse(connection, session):
    def turn(received):
        data = received.result()
        if not data:
            return connection.close()
        reply = session.on_input(data)
        unsent = connection.send(reply) if reply else None
        if session.closed:
            connection.close()
        elif unsent is None:
            go_on()
        else:
            unsent.add_done_callback(go_on)

    def go_on(_sent=None):
        connection.received().add_done_callback(turn)

    go_on()


serve(lambda loop, session: Connection(loop, lambda connection: converse(connection, session)))
