"""scripts/compare-redis compares: its smallest run ends with figures, and a missing tool costs one sentence."""

import os
import re
import subprocess

from measuring import PROGRAM, ROOT

SCRIPT = ROOT / "scripts" / "compare-redis"


def compare(*arguments, **environment):
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, timeout=300, env=os.environ | {"FIVEWAYS_PROGRAM": str(PROGRAM)} | environment)


def test_it_prints_the_ratio_of_every_cell_and_of_the_cheapest():
    done = compare("--rounds", "2", "--requests", "10000")
    assert done.returncode in (0, 1), done.stderr  # how a comparison comes out is no test's business
    for cell in ("callback/epoll", "coroutine/epoll", "coroutine/asio", "multithreaded/posix"):
        assert re.search(rf"^ +{cell}: [\d.]+ .* µs, / redis-benchmark: [\d.]+ ", done.stdout, re.MULTILINE), done.stdout
    assert re.search(r"^  (ok    |MISSED) the cheapest, \w+/\w+ / redis-benchmark: [\d.]+ .*, 2 pairs; wanted at most 0\.70$", done.stdout, re.MULTILINE)


def test_a_missing_tool_is_named_with_its_package(tmp_path):
    done = compare(PATH=str(tmp_path))
    assert done.returncode == 4
    assert done.stderr == "compare-redis: redis-benchmark is missing: run scripts/setup (Debian's package redis-tools)\n"
