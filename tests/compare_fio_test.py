"""scripts/compare-fio compares: its smallest run ends with figures, and a missing tool costs one sentence."""

import os
import re
import subprocess

from measuring import PROGRAM, ROOT

SCRIPT = ROOT / "scripts" / "compare-fio"


def compare(*arguments, **environment):
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, timeout=300, env=os.environ | {"FIVEWAYS_PROGRAM": str(PROGRAM)} | environment)


def test_every_comparison_prints_its_ratio():
    done = compare("--rounds", "2")
    assert done.returncode in (0, 1), done.stderr  # how a comparison comes out is no test's business
    for pair, most in (("callback/io_uring / fio io_uring", "1.15"), ("coroutine/io_uring / fio io_uring", "1.15"), ("blocking/posix / fio psync", "1.10")):
        assert re.search(rf"^  (ok    |MISSED) {pair}: [\d.]+ \(rounds [\d.]+–[\d.]+\), 2 pairs; wanted at most {most}$", done.stdout, re.MULTILINE), done.stdout


def test_a_missing_tool_is_named_with_its_package(tmp_path):
    done = compare(PATH=str(tmp_path))
    assert done.returncode == 4
    assert done.stderr == "compare-fio: fio is missing: run scripts/setup (Debian's package fio)\n"
