"""What the tests of measuring commands share: small plans, what a run wrote, and processes that are waited for."""

import json
import os
import re
import select
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(os.environ.get("FIVEWAYS_PROGRAM", ROOT / "build" / "release" / "fiveways"))


def write_plan(file, contestants, budget_s=600, **changes):
    """A plan of one case: echo over 16 connections in a closed loop, callback/epoll the reference. `changes` are of the case."""
    case = {"family": "echo", "workload": "echo", "load": {"model": "closed", "connections": 16}, "rounds": 2, "slices": 4, "slice_ms": 10,
            "primary": "server_cpu_per_request_ns", "reference": "callback/epoll", "at_most": 20, "contestants": contestants} | changes
    file.write_text(json.dumps({
        "about": "made by a test", "exploratory": True, "budget_s": budget_s, "margins": {"server_cpu_per_request_ns": 0.02},
        "defaults": {"warm_up_ms": 20, "warm_up_requests": 1000, "lead_in_ms": 3, "timeout_ms": 500}, "cases": [case]}))
    return file


def launches(folder):
    return [json.loads(line) for line in (Path(folder) / "launches.jsonl").read_text().splitlines()]


def standing(folder):
    """The launches that count: a disturbed round is there twice, and its last attempt counts."""
    every = launches(folder)
    last = {(one["case"], one["round"]): one["attempt"] for one in every}
    return [one for one in every if one["attempt"] == last[one["case"], one["round"]]]


def rounds(folder):
    """(round, attempt) → the contestants of that round's lines, in order of the file."""
    found = {}
    for one in launches(folder):
        found.setdefault((one["round"], one["attempt"]), []).append((one["contestant"], one["role"]))
    return found


def until(condition, what, patience=60):
    """The first true value of `condition`."""
    deadline = time.monotonic() + patience
    while not (value := condition()):
        assert time.monotonic() < deadline, f"waited {patience} s in vain for {what}"
        time.sleep(0.001)
    return value


def servers_of(parent):
    """The server processes that `parent` started and that are alive."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"--listener-fd" in words and f"PPid:\t{parent}\n" in (folder / "status").read_text():
                found.append(int(folder.name))
        except OSError:
            pass  # it ended while we looked
    return found


def watched(pids):
    """Descriptors that become readable when the processes end; they must be alive."""
    return [os.pidfd_open(pid) for pid in pids]


def all_ended(processes, patience=30):
    """Waits for what `watched` returned, closes it, and says whether all ended in time."""
    deadline = time.monotonic() + patience
    ended = [bool(select.select([one], [], [], max(0, deadline - time.monotonic()))[0]) for one in processes]
    for one in processes:
        os.close(one)
    return all(ended)


@contextmanager
def serving(program, implementation, *arguments):
    """A server on a free port of loopback: its process and its address."""
    with subprocess.Popen([program, "serve", implementation, "--listen", "127.0.0.1:0", *arguments], stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server, re.search(r"on (127\.0\.0\.1:\d+)", server.stdout.readline())[1]
        finally:
            server.kill()
