"""callback/sigio when the queue of signals is full: the kernel then says only that it was, and nobody may be forgotten."""

import subprocess


def test_signals_that_do_not_fit_their_queue_lose_no_connection(fiveways):
    command = ["prlimit", "--sigpending=0", fiveways.program, "verify", "callback/sigio", "--transport", "tcp", "--check"]
    for check in ("many_at_once", "pipelined_burst", "stop_idle"):
        done = subprocess.run([*command, check], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
