# blocking/python: one connection at a time; every call blocks the only thread that serves.
# Needs: /usr/bin/python3 (python3)
# Workloads: echo, http, store
# Traits: .max_connections = 1, .limit_reason = "one connection at a time: the next waits until it has ended"
# Traits: .threads = "one, whatever is asked, and one that only waits for the stop", .stops_by = "the signal's thread ends the process"
# Traits: .synchronisation = "none: one thread"

from fiveways.listener import Listener
from fiveways.service import RECEIVE_BYTES, adopted_listener, exit_when_told, session_maker


def converse(connection, session):
    while data := connection.recv(RECEIVE_BYTES):
        if reply := session.on_input(data):
            connection.sendall(reply)
        if session.closed:
            return


exit_when_told()
open_session = session_maker()
listener = Listener(adopted_listener(), blocking=True)
while True:
    with listener.accept() as connection:
        try:
            converse(connection, open_session())
        except OSError:
            pass  # the peer is gone
