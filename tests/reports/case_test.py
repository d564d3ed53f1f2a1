"""Pairing, attempts, failures and families of one case, against numbers small enough to check by eye."""
from math import log

import pytest

from reports.case_analysis import CaseAnalysis
from reports.load import names
from reports.metrics import METRICS

CPU = METRICS["server_cpu_per_request_ns"]
CASE = {"id": "c", "kind": "service", "workload": "echo", "reference": "callback/epoll", "contestants": ["callback/epoll", "coroutine/epoll"],
        "load": {"model": "closed", "connections": 64, "pipelining": 1}, "launch": "sliced", "primary": "server_cpu_per_request_ns"}
PLAN = {"server_cpus": [1], "generator_cpus": [0], "cases": [CASE]}


def launch(contestant, number, costs, role="contestant", attempt=0, outcome="ok", **more):
    slices = [{"index": i, "duration_ns": 100_000, "requests": 10, "server_cpu_ns": cost * 10, "generator_cpu_ns": 80_000, "errors": 0, "timeouts": 0,
               "wrong": 0} for i, cost in enumerate(costs) if cost]
    return {"case": "c", "round": number, "attempt": attempt, "contestant": contestant, "role": role, "outcome": outcome, "slices": slices, "cost": {}, **more}


def case_of(launches, **changes):
    return CaseAnalysis({**CASE, **changes}, PLAN, launches)


def pair(number, ours, theirs, **more):
    return [launch("callback/epoll", number, theirs, "reference"), launch("coroutine/epoll", number, ours, **more)]


def test_the_round_statistic_is_the_median_of_paired_log_ratios():
    # Drift moves both of a pair: the ratios are 1.1, 1.2, 1.3; unpaired medians would say 220/100.
    case = case_of(pair(0, [110, 240, 1300], [100, 200, 1000]))
    contrast = case.contrasts["coroutine/epoll"]
    assert contrast.rounds == (pytest.approx(log(1.2)),)
    assert contrast.interval is None and contrast.verdict == "exploratory"


def test_forks_are_counted_per_run_and_absent_as_soon_as_a_slice_lacks_them():
    slices = [{"iterations": 2, "forked": 20, "stolen": 1}, {"iterations": 3, "forked": 30}]
    assert METRICS["forked_per_run"].of_launches([{"slices": slices}]) == 10
    assert METRICS["stolen_per_run"].of_launches([{"slices": slices}]) is None
    assert METRICS["stolen_per_run"].of_launches([{"slices": slices[:1]}]) == 0.5
    assert METRICS["inline_per_run"].of_launches([{"slices": []}]) is None


def test_slices_pair_by_index_and_one_without_requests_drops_its_pair():
    case = case_of(pair(0, [110, 0, 130], [100, 200, 100]))
    assert case.contrasts["coroutine/epoll"].rounds == (pytest.approx((log(1.1) + log(1.3)) / 2),)


def test_the_point_is_the_median_of_rounds_and_six_rounds_make_an_interval():
    launches = [one for number, cost in enumerate((101, 103, 102, 106, 105, 104)) for one in pair(number, [cost], [100])]
    contrast = case_of(launches).contrasts["coroutine/epoll"]
    assert contrast.point == pytest.approx((log(1.03) + log(1.04)) / 2)
    assert (contrast.low, contrast.high) == (pytest.approx(1.01), pytest.approx(1.06))
    assert contrast.verdict == "different, importance unresolved"


def test_only_the_last_attempt_of_a_round_counts():
    launches = pair(0, [200], [100]) + [launch("callback/epoll", 0, [100], "reference", attempt=1), launch("coroutine/epoll", 0, [110], attempt=1)]
    assert case_of(launches).contrasts["coroutine/epoll"].ratio == pytest.approx(1.1)


def test_one_wrong_answer_leaves_no_number():
    case = case_of(pair(0, [110], [100]) + pair(1, [], [100], outcome="wrong"))
    cell = next(one for one in case.cells if one.contestant == "coroutine/epoll")
    assert cell.value(CPU) is None and not case.contrasts and cell.failures


def test_a_crash_costs_its_launch_and_the_rank():
    case = case_of(pair(0, [110], [100]) + pair(1, [], [100], outcome="crashed"))
    cell = next(one for one in case.cells if one.contestant == "coroutine/epoll")
    assert cell.value(CPU) == 110 and not cell.ranked and "failed rounds, not ranked" in case.marks(cell)


def test_contrasts_are_declared_by_the_plan_not_by_what_was_measured():
    names = ["callback/epoll"] + [f"coroutine/b{i}" for i in range(8)]
    launches = [one for number in range(8) for one in pair(number, [110], [100])]
    case = case_of([{**one, "contestant": one["contestant"].replace("coroutine/epoll", "coroutine/b0")} for one in launches], contestants=names)
    assert case.contrasts["coroutine/b0"].contrasts == 8
    assert case.contrasts["coroutine/b0"].interval is None  # 8 contrasts need 9 rounds


def test_a_thirteenth_contrast_is_exploratory():
    names = ["callback/epoll"] + [f"coroutine/b{i:02}" for i in range(13)]
    launches = [launch(name, number, [100], "reference" if i == 0 else "contestant") for number in range(20) for i, name in enumerate(names)]
    contrasts = case_of(launches, contestants=names).contrasts
    assert contrasts["coroutine/b11"].verdict == "equivalent" and contrasts["coroutine/b12"].verdict == "exploratory"
    assert contrasts["coroutine/b00"].contrasts == 12


def test_the_copy_is_a_contrast_and_no_contestant():
    launches = [one for number in range(6) for one in (*pair(number, [110], [100]), launch("callback/epoll", number, [101], "copy"))]
    case = case_of(launches)
    assert case.copy.ratio == pytest.approx(1.01) and case.copy.verdict == "equivalent"
    assert [cell.contestant for cell in case.contestants] == ["callback/epoll", "coroutine/epoll"]


def test_models_are_compared_on_one_backend_and_backends_under_one_model():
    names = ["callback/epoll", "coroutine/epoll", "callback/asio", "coroutine/asio"]
    launches = [launch(name, 0, [100 + i], "reference" if i == 0 else "contestant") for i, name in enumerate(names)]
    case = case_of(launches, contestants=names)
    assert [(level, base.contestant, [one.cell.contestant for one in rest]) for level, base, rest in case.models] == [
        ("epoll", "callback/epoll", ["coroutine/epoll"]), ("asio", "callback/asio", ["coroutine/asio"])]
    assert [(level, base.contestant, [one.cell.contestant for one in rest]) for level, base, rest in case.backends] == [
        ("callback", "callback/epoll", ["callback/asio"]), ("coroutine", "coroutine/epoll", ["coroutine/asio"])]


def test_the_best_is_a_set():
    names = ["callback/epoll", "coroutine/epoll", "promise/epoll"]
    launches = [launch(name, number, [cost + number % 2], "reference" if name == names[0] else "contestant")
                for number in range(8) for name, cost in zip(names, (100, 101, 150))]
    case = case_of(launches, contestants=names)
    assert case.best_set == {"callback/epoll", "coroutine/epoll"}


def test_throughput_ranks_only_where_both_are_server_bound():
    full = [launch("callback/epoll", 0, [9_700], "reference"), launch("coroutine/epoll", 0, [9_600])]
    assert [case_of(full).bound(cell) for cell in case_of(full).measured] == ["server-bound"] * 2
    assert "coroutine/epoll" in case_of(full).against_reference(METRICS["requests_per_s"])
    idle = [launch("callback/epoll", 0, [9_700], "reference"), launch("coroutine/epoll", 0, [5_000])]
    assert not case_of(idle).against_reference(METRICS["requests_per_s"]) and case_of(idle).contrasts


def test_a_coarsened_cell_is_shown_and_not_ranked():
    case = case_of(pair(0, [50], [100], coarsened=True))
    assert case.contrasts["coroutine/epoll"].ratio == pytest.approx(0.5)
    assert case.best[0].contestant == "callback/epoll"


def test_a_saturated_point_has_a_rate_and_no_compared_percentile(exploratory):
    case = next(one for one in exploratory.cases if one.id == "echo-64c-open-150k")
    saturated = [cell.contestant for cell in case.measured if cell.saturated]
    assert saturated == ["multithreaded/posix"] and "multithreaded/posix" not in case.contrasts
    assert case.best[0].contestant != "multithreaded/posix"


def test_a_plan_may_list_contestants_with_their_roles():
    listed = [{"id": "callback/epoll", "role": "reference"}, {"id": "callback/epoll", "role": "copy"}, {"id": "null", "role": "null"},
              {"id": "coroutine/epoll", "role": "contestant"}]
    assert names(listed) == ["callback/epoll", "coroutine/epoll"] == names(["callback/epoll", "coroutine/epoll"])
