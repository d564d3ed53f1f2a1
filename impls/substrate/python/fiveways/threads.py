"""Thread per connection: what both shapes of multithreaded/python do with a connection that they accepted."""

import threading

from fiveways.listener import Listener
from fiveways.service import adopted_listener, exit_when_told, session_maker


def serve_on_threads(converse):
    """Calls converse(connection, session) on a thread of its own for each connection; never returns."""

    def serve(connection, session):
        with connection:
            converse(connection, session)

    exit_when_told()
    open_session = session_maker(threading.Lock())
    listener = Listener(adopted_listener(), blocking=True)
    while True:
        accepted = listener.accept()
        try:
            threading.Thread(target=serve, args=(accepted, open_session()), daemon=True).start()
        except RuntimeError:
            accepted.close()  # the system has no thread left
        del accepted
