"""Accepting connections, as impls/substrate/posix/listener.cpp does."""

import errno
import os
import select
import socket
import time
from contextlib import suppress

EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
OUR_MISTAKE = {errno.EBADF, errno.ENOTSOCK, errno.EINVAL, errno.EFAULT}
PAUSE_S = 0.01


class Listener:
    """Used by one thread."""

    def __init__(self, listening, blocking):
        self.listening = listening
        self.blocking = blocking
        self.reserve = open_reserve()  # given up to turn somebody away when descriptors have run out
        listening.setblocking(blocking)

    def accept(self):
        """The next connection, however long that takes; where calls do not block, None if nobody waits."""
        waited = False
        while True:
            try:
                accepted, _ = self.listening.accept()
            except BlockingIOError:
                return None
            except OSError as error:
                if error.errno in OUR_MISTAKE:
                    raise
                if error.errno not in EXHAUSTED:
                    continue
                # accept wants its descriptor before it looks for a connection, so it says so even when nobody waits.
                if waited:
                    self.refuse()
                elif not self.somebody_waits():
                    return None
                waited = not waited
                continue
            if accepted.family != socket.AF_UNIX:
                with suppress(OSError):  # fails only if the peer is gone
                    accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return accepted

    def somebody_waits(self):
        poll = select.poll()  # select would refuse descriptors above 1 023
        poll.register(self.listening, select.POLLIN)
        return bool(poll.poll(None if self.blocking else 0))

    def refuse(self):
        if self.reserve is not None:
            os.close(self.reserve)
        try:
            self.listening.accept()[0].close()
        except OSError:
            time.sleep(PAUSE_S)  # another thread took what was given up: trying again at once would spin
        self.reserve = open_reserve()


def open_reserve():
    try:
        return os.open("/dev/null", os.O_RDONLY)
    except OSError:
        return None
