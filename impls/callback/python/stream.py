# callback/python: asyncio's Protocol; the transport calls it for what arrives, and when its sending stalls and goes on.
# Needs: /usr/bin/python3 (python3)
# Workloads: echo, http, store
# Traits: .threads = "one loop, whatever is asked: the interpreter's lock lets one thread run at a time"
# Traits: .synchronisation = "none: one loop"

import asyncio

from fiveways.loop import serve
from fiveways.service import RECEIVE_BYTES

BUFFER = memoryview(bytearray(RECEIVE_BYTES))  # one for all: what arrives is copied out before the loop reads again


class Connection(asyncio.BufferedProtocol):
    def __init__(self, session):
        self.session = session

    def connection_made(self, transport):
        self.transport = transport
        transport.set_write_buffer_limits(high=0)

    def get_buffer(self, _hint):
        return BUFFER

    def buffer_updated(self, count):
        if reply := self.session.on_input(BUFFER[:count].tobytes()):
            self.transport.write(reply)
        if self.session.closed:
            self.transport.close()

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


serve(lambda _loop, session: Connection(session))
