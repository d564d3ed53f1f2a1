"""Threads of a service that compute, as many as were asked for. Not processes: what those use is on no account of the server's own."""

import signal
from concurrent.futures import ThreadPoolExecutor

from fiveways.service import STOPS, asked_threads
from fiveways.steps import timed


class Offload:
    """Makes its threads when there is work for them. They end with the process, whatever they compute."""

    def __init__(self, loop):
        self.loop = loop
        # Signals are for the loop's thread, which Python runs their handlers on: only there do they end a wait.
        self.executor = ThreadPoolExecutor(asked_threads(), initializer=signal.pthread_sigmask, initargs=(signal.SIG_BLOCK, STOPS))

    def compute(self, session):
        """A future of how long it took."""
        return self.loop.run_in_executor(self.executor, timed, session)
