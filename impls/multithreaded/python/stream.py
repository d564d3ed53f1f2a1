# multithreaded/python: a thread per connection; every call blocks the connection's own thread, and one runs Python at a time.
# Needs: /usr/bin/python3 (python3)
# Workloads: echo, http, store
# Traits: .threads = "one a connection; one that accepts, one that only waits for the stop"
# Traits: .stops_by = "the signal's thread ends the process", .synchronisation = "a threading.Lock"
# Traits: .remark = "the interpreter's lock lets one thread run at a time; a call that blocks gives it up"

from fiveways.service import RECEIVE_BYTES
from fiveways.threads import serve_on_threads


def converse(connection, session):
    try:
        while data := connection.recv(RECEIVE_BYTES):
            if reply := session.on_input(data):
                connection.sendall(reply)
            if session.closed:
                return
    except OSError:
        pass  # the peer is gone


serve_on_threads(converse)
