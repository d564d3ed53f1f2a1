"""The connections of an event loop to the upstream server: each carries one call at a time and is kept for later ones."""

from fiveways import upstream


class Upstreams:
    """`make_protocol()` makes what handles a connection; it has `transport`, abort(), and `useless` once an idle one was spoken to or closed."""

    def __init__(self, loop, make_protocol):
        self.loop = loop
        self.make_protocol = make_protocol
        self.path = upstream.address()
        self.idle = []

    def take_idle(self):
        """The one used last; None if all are in use."""
        while self.idle:
            taken = self.idle.pop()
            if not taken.useless:
                return taken
            taken.abort()
        return None

    def connect(self):
        """A future of a new one, or None if the server takes none."""
        connected = upstream.connect(self.path)
        return connected and self.loop.create_task(self.attach(connected))

    async def attach(self, connected):
        _transport, protocol = await self.loop.connect_accepted_socket(self.make_protocol, connected)
        return protocol

    def give_back(self, connection):
        """One whose call has ended with a reply, or that was not used."""
        self.idle.append(connection)
