"""What this machine cannot run is skipped with its reason, in plan.json and on the page; the run goes on without it and succeeds."""

import ctypes
import json
import struct

import pytest

from measuring import launches, write_plan

IO_URING_SETUP = 425  # on every architecture
FORBIDDEN = "io_uring is forbidden here, by kernel.io_uring_disabled or by what confines this process (seccomp)"
NO_INTERPRETER = "/nowhere/interpreter is missing: apt-get install no-such-package"
REASONS = {"callback/io_uring": FORBIDDEN, "coroutine/io_uring": FORBIDDEN, "callback/absent": NO_INTERPRETER}


def refuse_io_uring():
    """For a child before it executes: a seccomp filter that answers EPERM to io_uring_setup, as container runtimes have it."""
    load_number, if_equal, answer = 0x20, 0x15, 0x06  # of classic BPF: LD|W|ABS, JMP|JEQ|K, RET|K
    eperm, allowed = 0x00050001, 0x7FFF0000           # SECCOMP_RET_ERRNO | EPERM, SECCOMP_RET_ALLOW
    code = b"".join(struct.pack("HBBI", *one) for one in [(load_number, 0, 0, 0), (if_equal, 0, 1, IO_URING_SETUP), (answer, 0, 0, eperm), (answer, 0, 0, allowed)])
    instructions = ctypes.create_string_buffer(code)
    program = ctypes.create_string_buffer(struct.pack("HP", len(code) // 8, ctypes.addressof(instructions)))
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, seccomp, filter_mode = 38, 22, 2
    for arguments in ((no_new_privileges, 1, 0, 0, 0), (seccomp, filter_mode, program, 0, 0)):
        if libc.prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


@pytest.fixture(scope="module")
def run(faulty, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unavailable")
    plan = write_plan(folder / "plan.json", [*REASONS, "coroutine/epoll"], rounds=1)
    return faulty("run", "--plan", plan, "--out", folder / "run", preexec_fn=refuse_io_uring, timeout=300), folder / "run"


def test_the_run_succeeds_without_them(run):
    done, folder = run
    assert done.returncode == 0, done.stderr
    assert "not available here: 3 of the combinations, each with its reason in the report" in done.stdout
    assert {one["contestant"] for one in launches(folder)} == {"callback/epoll", "null", "coroutine/epoll"}


@pytest.mark.parametrize("contestant", REASONS)
def test_the_plan_has_the_reason(run, contestant):
    skipped = json.loads((run[1] / "plan.json").read_text())["skipped"]
    assert [(one["kind"], one["reason"]) for one in skipped if one["contestant"] == contestant] == [("not_available", REASONS[contestant])]


def test_the_page_has_the_reasons(run):
    page = (run[1] / "report.html").read_text()
    section = page[page.index('<section id="skipped">'):]
    assert f"<b>not available</b>: {FORBIDDEN}: callback/io_uring (echo-16c); coroutine/io_uring (echo-16c)" in section
    assert f"<b>not available</b>: {NO_INTERPRETER}: callback/absent (echo-16c)" in section
