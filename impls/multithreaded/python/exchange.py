# multithreaded/python: a thread per connection; every step blocks the connection's own thread, and one runs Python at a time.
# Needs: /usr/bin/python3 (python3)
# Workloads: blend, gateway
# Refuses: offload (it has no loop to relieve, and the interpreter's lock lets one thread compute at a time)
# Traits: .threads = "one a connection; one that accepts, one that only waits for the stop"
# Traits: .stops_by = "the signal's thread ends the process"
# Traits: .remark = "the interpreter's lock lets one thread compute at a time; a call that blocks gives it up. Calls upstream are made one after another"

import threading

from fiveways.blocking import Upstreams, converse
from fiveways.listener import Listener
from fiveways.service import adopted_listener, exit_when_told, session_maker


def serve(connection, session):
    with connection:
        converse(connection, session, upstreams)


exit_when_told()
open_session = session_maker()
upstreams = Upstreams()
listener = Listener(adopted_listener(), blocking=True)
while True:
    accepted = listener.accept()
    try:
        threading.Thread(target=serve, args=(accepted, open_session()), daemon=True).start()
    except RuntimeError:
        accepted.close()  # the system has no thread left
    del accepted
