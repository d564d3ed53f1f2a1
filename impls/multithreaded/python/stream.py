# multithreaded/python: a thread per connection; every call blocks the connection's own thread, and one runs Python at a time.
# Needs: /usr/bin/python3 (python3)
# Workloads: echo, http
# Traits: .threads = "one a connection; one that accepts, one that only waits for the stop"
# Traits: .stops_by = "the signal's thread ends the process"
# Traits: .remark = "the interpreter's lock lets one thread run at a time; a call that blocks gives it up"

import threading

from fiveways.listener import Listener
from fiveways.service import RECEIVE_BYTES, adopted_listener, exit_when_told, session_maker


def converse(connection, session):
    with connection:
        try:
            while data := connection.recv(RECEIVE_BYTES):
                if reply := session.on_input(data):
                    connection.sendall(reply)
                if session.closed:
                    return
        except OSError:
            pass  # the peer is gone


exit_when_told()
open_session = session_maker()
listener = Listener(adopted_listener(), blocking=True)
while True:
    accepted = listener.accept()
    try:
        threading.Thread(target=converse, args=(accepted, open_session()), daemon=True).start()
    except RuntimeError:
        accepted.close()  # the system has no thread left
    del accepted
