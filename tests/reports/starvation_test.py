"""Starvation: light requests beside heavy ones, by hand; what figure, table and page show, and which cases belong together."""
import re
from types import SimpleNamespace

import pytest

from reports import page, starvation
from reports.figures import starvation as figure
from reports.metrics import METRICS
from reports.run_analysis import RunAnalysis

NAMES = ("callback/epoll", "coroutine/epoll", "multithreaded/pool")
HEAVY_NS = 2_000_000


def histogram(count, most, worst, every=50):
    buckets = [[most, count - count // every], [worst, count // every]]
    return {"count": count, "min_ns": most, "max_ns": worst, "mean_ns": most, "buckets": buckets}


def case_of(share, offload=0, rate=4000):
    return {"id": f"blend-{share}-{offload}-{rate}", "title": f"blend heavy_percent = {share}", "family": "blend-bimodal", "kind": "service", "workload": "blend",
            "shape": "exchange", "unit": "request", "launch": "alone", "rounds": 2, "duration_ns": 10 ** 9, "primary": "p99_ns", "reference": "callback/epoll",
            "parameters": {"wait_ns": 1_000_000, "compute_ns": 10_000, "heavy_percent": share, "heavy_compute_ns": HEAVY_NS, "offload": offload},
            "load": {"model": "open", "connections": 256, "arrivals": "poisson", "rate_per_s": rate, "transport": "tcp"}, "contestants": list(NAMES)}


def launch(case, contestant, number, light, delivered=10_000, lag=500):
    latency = {"offered": 10_000, "delivered": delivered, "errors": 0, "timeouts": 0, "wrong": 0, "duration_ns": 10 ** 9, "generator_working_share": 0.1,
               "send_gaps_ns": [], "from_due": histogram(10_000, light[0], 9_000_000), "from_send": histogram(10_000, light[0], 9_000_000),
               "lag_pacing": histogram(10_000, lag, lag), "lag_waiting": histogram(10_000, 1, 1)}
    if case["parameters"]["heavy_percent"]:
        latency["from_due_light"] = histogram(9_800, *light)
    else:
        latency["from_due"] = histogram(10_000, *light)
    model, _, backend = contestant.partition("/")
    return {"schema": 1, "case": case["id"], "round": number, "attempt": 0, "contestant": contestant, "role": "reference" if contestant == case["reference"] else "contestant",
            "model": model, "backend": backend, "track": "idiomatic", "coarsened": False, "outcome": "ok", "slices": [], "cost": {}, "latency": latency, "disturbance": {}}


def run_of(cases, light, **more):
    """`light(case, name)` is (most, one in fifty) of the light requests, in ns."""
    launches = [launch(case, name, number, light(case, name), **more) for case in cases for number in range(2) for name in NAMES
                if not (case["parameters"]["offload"] and name.startswith("multithreaded"))]
    plan = {"schema": 1, "cases": cases, "skipped": [], "exploratory": True, "margins": {}, "server_cpus": [1], "generator_cpus": [0], "implementations": [],
            "started_utc": "", "plan": "synthetic", "commit": "0", "seed": 1, "command": "run", "dirty": False}
    return RunAnalysis(SimpleNamespace(folder="x", plan=plan, environment={"grade": "B"}, run={"finished": True}, launches=launches, notices=[], atoms=None))


def starved(case, name):
    return (1_100_000, 5_000_000 if case["parameters"]["heavy_percent"] else 1_300_000)


FOUR = [case_of(share, offload) for share in (0, 2) for offload in (0, 1)]


def test_light_requests_are_all_where_none_is_heavy_and_the_light_ones_elsewhere():
    without, beside = run_of([case_of(0), case_of(2)], starved).cases
    p99 = METRICS["p99_light_ns"]
    assert [case.measured[0].value(p99) for case in (without, beside)] == [1_300_000, 5_000_000]
    assert beside.measured[0].value(METRICS["p99_ns"]) == 9_000_000  # the heavy ones' own latency is no starvation


def test_cases_that_differ_in_share_and_place_belong_together_and_those_of_another_rate_do_not():
    run = run_of([*FOUR, case_of(0, rate=2000), case_of(10, rate=2000)], starved)
    assert [(len(one.cases), one.shares) for one in run.starvations] == [(4, [0, 2]), (2, [0, 10])]


def test_without_heavy_requests_there_is_nothing_to_show():
    assert run_of([case_of(0)], starved).starvations == []


def test_a_row_a_contestant_and_place():
    (one,) = run_of(FOUR, starved).starvations
    assert [(place, name) for place, name, _ in one.rows] == [(0, "callback/epoll"), (0, "coroutine/epoll"), (0, "multithreaded/pool"),
                                                              (1, "callback/epoll"), (1, "coroutine/epoll")]


def test_the_figure_has_units_labels_the_data_and_says_what_it_is_of():
    (one,) = run_of(FOUR, starved).starvations
    drawing = figure.light_requests(one)
    shown = [text.replace("\u00a0", " ") for text in re.findall(r"<text[^>]*>([^<]*)</text>", drawing.svg())]
    assert set(NAMES) <= set(shown) and {"computing in place", "computing off-loaded"} <= set(shown)
    assert shown.count("1.10 → 1.10 ms") == 5 and shown.count("1.30 → 5.00 ms") == 5
    assert "p50 of light requests, from due time" in shown and "p99 of light requests, from due time" in shown
    for said in ("4\u202f000 /s", "a heavy one 2.00\u00a0ms", "2 rounds", "1 server CPU", "loopback", "2 %"):
        assert said in drawing.caption


def test_units_are_repeated_only_where_they_differ():
    assert figure.change([900, 1100]).replace("\u00a0", " ") == "900 µs → 1.10 ms"
    assert figure.change([1100, 5000, 70_000]).replace("\u00a0", " ") == "1.10 → 5.00 → 70.0 ms"
    assert figure.change([]) == ""


def test_a_share_that_was_not_delivered_has_no_marker_and_no_percentile():
    run = run_of(FOUR[:1] + FOUR[2:3], starved, delivered=9_000)
    assert figure.light_requests(run.starvations[0]) is None
    row = starvation.table(run.starvations[0])["rows"][0]
    assert [cell[0] for cell in row["cells"][1:]] == ["not compared"] * 4 and "2 %: saturated" in row["remark"]


def test_a_late_generator_is_marked():
    run = run_of(FOUR[:1] + FOUR[2:3], starved, lag=900_000)
    rings = [line for axes in figure.light_requests(run.starvations[0]).figure.axes for line in axes.lines if line.get_markersize() == 12]
    assert len(rings) == 2 * 2 * len(NAMES)
    assert "0 %: generator-bound" in starvation.table(run.starvations[0])["rows"][0]["remark"]


def test_the_table_has_every_share_of_both_percentiles():
    (one,) = run_of(FOUR, starved).starvations
    made = starvation.table(one)
    assert [title for title, _ in made["columns"]] == ["computing", "p50 of light requests, µs; 0 % heavy", "p50 of light requests, µs; 2 % heavy",
                                                       "p99 of light requests, µs; 0 % heavy", "p99 of light requests, µs; 2 % heavy"]
    assert [cell[0].replace("\u202f", "") for cell in made["rows"][0]["cells"]] == ["in place", "1100 (1100–1100)", "1100 (1100–1100)", "1300 (1300–1300)", "5000 (5000–5000)"]


@pytest.mark.parametrize("cases, figures", [(FOUR, 1), (FOUR[:2], 0)])
def test_the_page_shows_it_among_the_workload_s(cases, figures):
    text = page.render(run_of(cases, starved), None)
    assert text.count('<figure id="figure-starvation-') == figures
    assert text.count("Light requests beside heavy ones: all numbers") == figures
    assert "figure-curve" not in text  # a single rate is no curve
