"""scripts/compare-http compares: its smallest run ends with figures, and a missing tool costs one sentence."""

import os
import re
import subprocess

from measuring import PROGRAM, ROOT

SCRIPT = ROOT / "scripts" / "compare-http"


def compare(*arguments, **environment):
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, timeout=300, env=os.environ | {"FIVEWAYS_PROGRAM": str(PROGRAM)} | environment)


def test_both_comparisons_print_their_ratios():
    done = compare("--rounds", "2")
    assert done.returncode in (0, 1), done.stderr  # how a comparison comes out is no test's business
    assert re.search(r"^  (ok    |MISSED) fiveways load / wrk: [\d.]+ \(quartiles [\d.]+–[\d.]+\), 2 pairs; wanted at most 0\.80$", done.stdout, re.MULTILINE)
    for cell in ("callback/epoll", "coroutine/epoll", "coroutine/asio"):
        assert re.search(rf"^  (ok    |MISSED) {cell} / nginx: [\d.]+ ", done.stdout, re.MULTILINE), done.stdout


def test_a_missing_tool_is_named_with_its_package(tmp_path):
    done = compare(PATH=str(tmp_path))
    assert done.returncode == 4
    assert done.stderr == "compare-http: wrk is missing: run scripts/setup (Debian's package wrk)\n"
