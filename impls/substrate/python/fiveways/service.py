"""How a server is started and stopped: systemd's socket activation, then the words WORKLOAD THREADS NAME=VALUE…"""

import importlib
import os
import signal
import socket
import sys
import threading

RECEIVE_BYTES = 16 * 1024  # every implementation reads at most this much at once
STOPS = {signal.SIGTERM, signal.SIGINT}


def adopted_listener():
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        sys.exit(f"{sys.argv[0]}: no listening socket was handed over; `fiveways serve` starts this file")
    return socket.socket(fileno=3)


def session_maker(exclusion=None):
    """A function that opens a session of the workload that was asked for; fiveways/<workload>.py is its port.

    What sessions share they come to within `exclusion`; without one, one thread calls them all.
    """
    workload, _threads, *parameters = sys.argv[1:]
    values = {name: int(value) for name, value in (one.split("=") for one in parameters)}
    return importlib.import_module("fiveways." + workload).session_maker(values, exclusion)


def asked_threads():
    return int(sys.argv[2])


def exit_when_told():
    """For servers that block: a thread of its own waits for the signal, because Python runs handlers only between two calls."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)

    def wait():
        signal.sigwait(STOPS)
        os._exit(0)  # a server owns nothing but its sockets, which end with the process

    threading.Thread(target=wait, daemon=True).start()
