"""Connecting to the upstream server, as impls/substrate/posix/upstream.cpp does."""

import os
import socket
import struct

PATIENCE = struct.pack("ll", 0, 100_000)  # struct timeval
FOR_EVER = struct.pack("ll", 0, 0)


def address():
    """The path of a Unix socket; empty if the workload calls nobody."""
    return os.environ.get("FIVEWAYS_UPSTREAM", "").removeprefix("unix:")


def connect(path):
    """A connected socket whose calls do not block; None if the server takes none."""
    connected = socket.socket(socket.AF_UNIX)
    try:
        # Blocks while the server's backlog is full: a connect that does not block fails then.
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, PATIENCE)
        connected.connect(path)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, FOR_EVER)
    except OSError:
        connected.close()
        return None
    connected.setblocking(False)
    return connected
