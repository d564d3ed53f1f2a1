"""Steady state: who warms up is found, marked and not ranked; noise and what moves everybody are not taken for it. All data are SYNTHETIC."""
from math import exp
from random import Random
from types import SimpleNamespace

import pytest

from reports import page, sections, steadiness, tables
from reports.case_analysis import CaseAnalysis
from reports.matrix import matrix
from reports.run_analysis import RunAnalysis

NAMES = ("callback/epoll", "promise/epoll", "coroutine/epoll", "coroutine/asio")
WARMS_UP = "coroutine/epoll"


def case_entry(rounds, slices, **more):
    return {"id": "echo-64c", "title": "echo", "kind": "service", "workload": "echo", "shape": "stream", "parameters": {}, "launch": "sliced", "rounds": rounds, "slices": slices,
            "load": {"model": "closed", "connections": 64, "pipelining": 1}, "slice_ns": 20_000_000, "primary": "server_cpu_per_request_ns", "reference": NAMES[0],
            "contestants": list(NAMES), **more}


def launches(case, seed=1, noise=0.02, warm_up=lambda name, index: 0.0, drift=lambda index: 0.0):
    """`warm_up` and `drift` are logs added to the cost of a slice."""
    random = Random(seed)
    roles = [(NAMES[0], "reference"), (NAMES[0], "copy"), ("null", "null"), *((name, "contestant") for name in NAMES[1:])]
    for number in range(case["rounds"]):
        burst = [random.gauss(0, 0.1) for _ in range(case["slices"])]
        for name, role in roles:
            costs = [5000 * exp(burst[i] + drift(i) + warm_up(name, i) + random.gauss(0, noise)) for i in range(case["slices"])]
            slices = [{"index": i, "duration_ns": 20_000_000, "requests": 4000, "server_cpu_ns": int(4000 * cost), "generator_cpu_ns": 16_000_000, "errors": 0, "timeouts": 0,
                       "wrong": 0} for i, cost in enumerate(costs)]
            model, _, backend = name.partition("/")
            yield {"schema": 1, "case": case["id"], "round": number, "attempt": 0, "contestant": name, "role": role, "model": model, "backend": backend, "track": "idiomatic",
                   "coarsened": False, "outcome": "ok", "cost": {}, "disturbance": {}, "slices": slices}


def plan_of(case):
    return {"schema": 1, "plan": "x", "cases": [case], "skipped": [], "exploratory": False, "margins": {}, "server_cpus": [1], "generator_cpus": [0], "implementations": [],
            "command": "fiveways run", "seed": 1, "commit": "0", "started_utc": "", "budget_s": 0}


def run_of(case, **more):
    results = SimpleNamespace(folder="x", plan=plan_of(case), environment={"grade": "B"}, run={"finished": True}, launches=list(launches(case, **more)), notices=[], atoms=None)
    return RunAnalysis(results)


def the_first_slices_cost_more(name, index):
    return 0.08 if name == WARMS_UP and index < 3 else 0.0


def names_of(run):
    return [(cell.contestant, cell.role) for _, cell in run.unsteady]


def test_a_contestant_that_warms_up_is_found_and_nobody_else():
    run = run_of(case_entry(12, 20), warm_up=the_first_slices_cost_more)
    assert names_of(run) == [(WARMS_UP, "contestant")]
    (case,) = run.cases
    cell = run.unsteady[0][1]
    assert case.trend(cell).interval[0] > case.trend(cell).delta
    assert not case.ranks(cell) and WARMS_UP not in (case.best_set or ()) and all(WARMS_UP != one.cell.contestant for _, _, rest in case.models for one in rest)


def test_the_table_the_matrix_the_strip_and_the_page_say_it():
    run = run_of(case_entry(12, 20), warm_up=the_first_slices_cost_more)
    rows = {row["label"]: row for row in tables.table(run.cases[0])["rows"]}
    assert rows[WARMS_UP]["remark"].startswith("not steady, warming up: the first slices cost ") and rows[WARMS_UP]["remark"].endswith("\u00a0% more; not ranked")
    assert rows[WARMS_UP]["cells"][2][0] == "not ranked" and "not steady" not in rows[NAMES[0]]["remark"]
    squares = {row["id"]: row["squares"][0] for row in matrix(run.all_cases)["rows"]}
    assert squares[WARMS_UP].text.endswith("†") and "not steady" in squares[WARMS_UP].hint
    assert sections.steady_state(run)[1:] == ("1 of 5 points not steady", "the first fifth of a round's slices against the rest, relative to the reference; "
                                              f"not steady: {WARMS_UP} in echo-64c", "bad")
    assert "1 of 5 points not steady" in page.render(run, None)


def test_a_reference_that_warms_up_is_told_by_the_null_contestant_and_by_the_others_which_seem_to_cool_down():
    run = run_of(case_entry(12, 20), warm_up=lambda name, index: 0.08 if name == NAMES[0] and index < 4 else 0.0)
    assert (NAMES[0], "reference") in names_of(run) and (NAMES[0], "copy") not in names_of(run)
    (case,) = run.cases
    assert "the first slices cost" in case.trend(case.reference).sentence and " more" in case.trend(case.reference).sentence
    other = next(cell for cell in case.measured if cell is not case.reference)
    assert case.trend(other).sentence.startswith("not steady: the first slices cost") and " less" in case.trend(other).sentence


def test_a_drift_of_the_machine_that_all_share_is_not_found():
    assert names_of(run_of(case_entry(12, 20), drift=lambda index: 0.5 - 0.025 * index)) == []


@pytest.mark.parametrize("noise", (0.01, 0.05, 0.2))
def test_noise_is_not_taken_for_a_warm_up(noise):
    """40 cases of 5 checked points each. Beyond the margin: none. Away from 0 at all: no more than the level says."""
    away = 0
    for seed in range(40):
        case = CaseAnalysis(case_entry(9, 10), plan_of(case_entry(9, 10)), list(launches(case_entry(9, 10), seed=seed, noise=noise)))
        found = [trend for _, trend in case.trends]
        assert len(found) == 5 and all(one.interval for one in found) and not any(one.unsteady for one in found)
        away += any(one.interval[0] > 0 or one.interval[1] < 0 for one in found)
    assert away <= 6  # of 40; five points at 5 % ÷ 3 each make 3.3 or fewer


def test_a_drift_within_the_margin_is_no_warm_up():
    assert names_of(run_of(case_entry(12, 20), noise=0.001, warm_up=lambda name, index: 0.01 if name == WARMS_UP and index < 4 else 0.0)) == []


def test_too_few_rounds_give_no_verdict():
    run = run_of(case_entry(5, 20), warm_up=the_first_slices_cost_more)
    assert run.unsteady == [] and run.steadiness == (0, 5, 0)
    assert sections.steady_state(run)[1:] == ("not checked", "the first fifth of a round's slices against the rest, relative to the reference; 5 not checked: too few rounds", "")


@pytest.mark.parametrize("entry", (case_entry(12, 4), case_entry(12, 20, launch="alone")))
def test_what_has_too_few_slices_or_none_is_not_checked_and_said_so(entry):
    run = run_of(entry, warm_up=the_first_slices_cost_more)
    assert run.unsteady == [] and run.steadiness == (0, 0, 5)
    assert "5 not checked: launched alone, or too few slices" in sections.steady_state(run)[2]


def test_of_a_rate_more_is_better_and_the_words_follow():
    case = case_entry(12, 20, primary="requests_per_s")
    analysis = CaseAnalysis(case, plan_of(case), list(launches(case)))
    cell = next(one for one in analysis.cells if one.contestant == WARMS_UP)
    for launch in cell.launches.values():
        for one in launch["slices"]:
            one["requests"] = 3600 if one["index"] < 4 else 4000
    found = steadiness.trend(analysis.metric, cell, analysis.reference, 3, 0.02)
    assert found.unsteady and found.sentence == "not steady, warming up: the first slices cost 11\u00a0% more; not ranked"
