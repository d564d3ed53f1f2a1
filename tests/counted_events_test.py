"""System calls per request on their way from the kernel's tracepoint to the report, of a run of several rounds."""

import sys

from measuring import ROOT, launches, write_plan

sys.path.insert(0, str(ROOT))

from reports.load import load  # noqa: E402
from reports.metrics import METRICS  # noqa: E402
from reports.run_analysis import RunAnalysis  # noqa: E402


def test_system_calls_reach_the_report_wherever_the_machine_counts_them(fiveways, tmp_path):
    plan = write_plan(tmp_path / "plan.json", ["coroutine/epoll"], rounds=3)
    done = fiveways("run", "--plan", plan, "--out", tmp_path / "run", "--no-report")
    assert done.returncode == 0, done.stderr
    costs = [one["cost"] for one in launches(tmp_path / "run")]
    assert all(cost["counted_requests"] > 0 for cost in costs), "every round counts"
    counts = "syscalls" in costs[0]
    for cost in costs:
        assert ("syscalls" in cost) == counts
        assert counts or "raw_syscalls" in cost["counters_absent"] or "trac" in cost["counters_absent"]
    for cell in RunAnalysis(load(tmp_path / "run")).cases[0].cells:
        shown = METRICS["syscalls_per_request"].of_launches(list(cell.launches.values()))
        if counts and cell.role != "null":
            assert 1.5 < shown < 4, "epoll reads and writes a request, and asks for more once in a while"
        assert (shown is None) == (not counts)
