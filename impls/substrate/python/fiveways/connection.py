"""A connection as futures see it: promise and coroutine share it, on the transport and the protocol that the callback cell uses."""

import asyncio

from fiveways.service import RECEIVE_BYTES

BUFFER = memoryview(bytearray(RECEIVE_BYTES))  # one for all: what arrives is copied out before the loop reads again


class Connection(asyncio.BufferedProtocol):
    """Reads ahead of whoever awaits by one buffer at most."""

    def __init__(self, loop, opened):
        self.loop = loop
        self.opened = opened
        self.receiver = None
        self.unread = None
        self.ended = False
        self.unsent = None

    def received(self):
        """A future of the bytes that arrive next; of none once the peer has ended or is gone. One at a time."""
        future = self.loop.create_future()
        if self.unread is not None:
            future.set_result(self.unread)
            self.unread = None
            self.transport.resume_reading()
        elif self.ended:
            future.set_result(b"")
        else:
            self.receiver = future
        return future

    def send(self, data):
        """None if the kernel took all, or the peer is gone; else a future of that."""
        if not self.ended or not self.transport.is_closing():
            self.transport.write(data)
        return self.unsent

    def close(self):
        """Once all is sent."""
        self.transport.close()

    def connection_made(self, transport):
        self.transport = transport
        transport.set_write_buffer_limits(high=0)
        self.opened(self)

    def get_buffer(self, _hint):
        return BUFFER

    def buffer_updated(self, count):
        data = BUFFER[:count].tobytes()
        if self.receiver is None:
            self.unread = data
            self.transport.pause_reading()
        else:
            receiver, self.receiver = self.receiver, None
            receiver.set_result(data)

    def eof_received(self):
        self.end()
        return True  # what is still to be sent is sent: whoever converses closes

    def connection_lost(self, _error):
        self.end()
        self.resume_writing()

    def end(self):
        self.ended = True
        if self.receiver is not None:
            receiver, self.receiver = self.receiver, None
            receiver.set_result(b"")

    def pause_writing(self):
        self.unsent = self.loop.create_future()

    def resume_writing(self):
        if self.unsent is not None:
            unsent, self.unsent = self.unsent, None
            unsent.set_result(None)


class UpstreamConnection(Connection):
    """One to the upstream server. Nobody converses on it once it ends: it closes at once."""

    def __init__(self, loop):
        super().__init__(loop, lambda _self: None)

    @property
    def useless(self):
        """While idle: it has been spoken to, or is closed."""
        return self.ended or self.unread is not None

    def eof_received(self):
        self.end()

    def abort(self):
        self.transport.abort()
