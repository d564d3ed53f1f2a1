"""Runs the asyncio cells: one event loop, asyncio's own or that of the policy that is set."""

import asyncio
import os
import signal

from fiveways.listener import Listener
from fiveways.service import STOPS, adopted_listener, session_maker

tasks = set()  # the event loop itself keeps only weak references


def serve(open_protocol):
    """Calls open_protocol(loop, session) for every connection, until a signal ends the process."""
    loop = asyncio.new_event_loop()
    serve_on(loop, lambda session: open_protocol(loop, session))


def serve_exchange(opener):
    """The same, where what is opened calls upstream over connections that are the loop's: opener(loop) gives open_protocol(session)."""
    loop = asyncio.new_event_loop()
    serve_on(loop, opener(loop))


def serve_on(loop, open_protocol):
    open_session = session_maker()
    listening = adopted_listener()
    # Not create_server: out of descriptors, asyncio's tries and complains as often as the backlog is long, and again a second later.
    listener = Listener(listening, blocking=False)

    def accept_all():
        while (accepted := listener.accept()) is not None:
            keep(loop.create_task(loop.connect_accepted_socket(lambda: open_protocol(open_session()), accepted)))

    def stop_by_signals():
        for one in STOPS:
            # Not the loop's add_signal_handler: this also ends what computes. A server owns nothing but its sockets.
            signal.signal(one, lambda _signal, _frame: os._exit(0))

    loop.add_reader(listening, accept_all)
    loop.call_soon(stop_by_signals)  # not before the loop runs: uvloop would lose a signal that came between
    loop.run_forever()


def keep(task):
    """Until it is done."""
    tasks.add(task)
    task.add_done_callback(tasks.discard)
