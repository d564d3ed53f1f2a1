"""The plan files: how long each says it takes, and that its rounds suffice for a verdict."""
import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from reports.intervals import MOST_CONTRASTS, rounds_needed  # noqa: E402

SLOPES = {"live-tasks", "live-tasks-asio", "sleepers", "sleepers-threads"}  # a slope over sizes is concluded, not a contrast
OWN_INTERVAL = {"stencil", "trivial", "fft", "tree", "random"}  # METG: the interval of each contestant by itself
TOO_DEAR = {("standard", "blend-bimodal")}  # a verdict on p99 needs 10 000 requests a launch: that is in `full`


@pytest.mark.parametrize("plan, most_minutes", [("quick", 100 / 60), ("loads", 20), ("standard", 35), ("full", 480)])
def test_a_plan_takes_by_its_own_estimate_no_longer_than_the_documents_say(fiveways, plan, most_minutes):
    number, unit = re.search(r"^(?:about|at least) (\d+) (s|min);", fiveways("run", "--plan", plan, "--dry-run").stdout, re.MULTILINE).groups()
    assert int(number) / (60 if unit == "s" else 1) <= most_minutes


@pytest.mark.parametrize("plan", ["standard", "full"])
def test_every_case_has_the_rounds_that_its_intervals_need(plan):
    file = json.loads((ROOT / "plans" / f"{plan}.json").read_text())
    short = []
    for case in file["cases"]:
        one = {**file["defaults"], **case}
        contrasts = 1 if one["family"] in OWN_INTERVAL else min(MOST_CONTRASTS, one["at_most"] - 1)
        if one["family"] not in SLOPES and (plan, one["family"]) not in TOO_DEAR and one["rounds"] < rounds_needed(contrasts):
            short.append((one["family"], one["rounds"], rounds_needed(contrasts)))
    assert short == []


def test_standard_leaves_out_no_workload_of_full_but_patterns_of_the_task_graph():
    workloads = {plan: {case["workload"] for case in json.loads((ROOT / "plans" / f"{plan}.json").read_text())["cases"]} for plan in ("standard", "full")}
    assert workloads["full"] - workloads["standard"] == {"trivial", "fft", "tree", "random"} and workloads["standard"] <= workloads["full"]
