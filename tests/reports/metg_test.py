"""METG(50 %) against numbers small enough to check by hand: crossings, bounds, self-checks, and what the figure and the page show of it."""
import re
from math import sqrt
from types import SimpleNamespace

import pytest

from reports import metg, page
from reports.figures import metg as figure
from reports.metg import Metg, Point
from reports.run_analysis import RunAnalysis

TASKS = 100
ROUNDS = (10, 100, 1000)


def points(*pairs):
    return [Point(granularity, efficiency) for granularity, efficiency in pairs]


def test_the_crossing_is_log_linear_between_its_two_points():
    # Half-way in efficiency between 25 % and 75 % is half-way in the logarithm between 100 and 10 000 ns.
    found = metg.metg(points((100, 0.25), (10_000, 0.75)))
    assert found.kind == "exact" and found.value == pytest.approx(1000)
    # A third of the way from 40 % to 70 %: 1000 * 8^(1/3).
    assert metg.metg(points((1000, 0.4), (8000, 0.7))).value == pytest.approx(2000)


def test_of_several_crossings_the_largest_counts():
    found = metg.metg(points((10, 0.4), (20, 0.6), (100, 0.4), (400, 0.6), (900, 0.9)))
    assert found.value == pytest.approx(200)


def test_points_may_come_in_any_order():
    assert metg.metg(points((10_000, 0.75), (100, 0.25))).value == pytest.approx(1000)


def test_without_a_point_on_either_side_there_is_a_bound():
    assert metg.metg(points((100, 0.6), (1000, 0.9))) == Metg("at most", 100)
    assert metg.metg(points((100, 0.1), (1000, 0.4))) == Metg("more than", 1000)
    assert metg.metg(points((100, 0.3), (500, 0.6), (1000, 0.4))) == Metg("more than", 1000)  # it ends below the threshold


def test_exactly_half_is_reached():
    assert metg.metg(points((100, 0.2), (1000, 0.5))).value == pytest.approx(1000)


def test_an_efficiency_above_110_percent_is_an_error():
    assert metg.metg(points((100, 0.2), (1000, 1.09))).kind == "exact"
    found = metg.metg(points((100, 0.2), (1000, 1.11)))
    assert found.kind == "error" and "111" in found.reason


def test_the_median_over_rounds_knows_bounds():
    exact = [Metg("exact", value) for value in (100.0, 400.0)]
    assert metg.middle(exact).value == pytest.approx(sqrt(100 * 400))
    assert metg.middle([*exact, Metg("more than", 900)]) == exact[1]
    assert metg.middle([exact[0], Metg("more than", 900)]).kind == "more than"
    assert metg.middle([Metg("at most", 50), exact[0], exact[1]]) == exact[0]


def launch(case, contestant, role, number, per_task_ns, units=TASKS, workers=2):
    model, _, backend = contestant.partition("/")
    return {"schema": 1, "case": case["id"], "round": number, "attempt": 0, "contestant": contestant, "role": role, "model": model, "backend": backend,
            "track": "idiomatic", "coarsened": False, "outcome": "ok", "units": units, "workers": workers, "cost": {}, "disturbance": {},
            "slices": [{"index": i, "iterations": 10, "real_ns": per_task_ns * drift * units * 10, "cpu_ns": per_task_ns * units * 10} for i, drift in enumerate((1, 2))]}


def run_of(elapsed, rounds=2, units=TASKS):
    """elapsed: {contestant: ns a task at each of ROUNDS}; serial tasks take 40, 220 and 2020 ns. The second slice of each is drift."""
    serial, cases, launches = (40, 220, 2020), [], []
    for index, kernel in enumerate(ROUNDS):
        case = {"id": f"stencil-steps50-width2-rounds{kernel}-2w", "title": f"stencil rounds = {kernel}, 2 workers", "family": "stencil", "kind": "computation",
                "workload": "stencil", "shape": "task_graph", "unit": "task", "parameters": {"steps": 50, "width": 2, "rounds": kernel}, "load": {"model": "none"},
                "launch": "sliced", "rounds": rounds, "slices": 2, "slice_ns": 1_000_000, "workers": 2, "primary": "elapsed_per_unit_ns",
                "reference": "blocking/std", "contestants": ["blocking/std", *elapsed]}
        cases.append(case)
        for number in range(rounds):
            launches += [launch(case, "blocking/std", role, number, serial[index], workers=1) for role in ("reference", "copy")]
            launches += [launch(case, name, "contestant", number, times[index], units) for name, times in elapsed.items()]
    plan = {"schema": 1, "cases": cases, "skipped": [], "exploratory": True, "margins": {}, "server_cpus": [1], "generator_cpus": [0], "implementations": [],
            "started_utc": "", "plan": "synthetic", "commit": "0", "seed": 1, "command": "run", "dirty": False}
    results = SimpleNamespace(folder="x", plan=plan, environment={"grade": "B"}, run={"finished": True}, launches=launches, notices=[], atoms=None)
    return RunAnalysis(results)


# Efficiency = serial / (2 × elapsed): 20/100, 110/220, 1010/1030.
HALF = {"callback/pool": (100, 220, 1030)}


def test_granularity_and_efficiency_are_those_of_the_definition():
    (sweep,) = run_of(HALF).sweeps
    found = {kernel: point for kernel, (point, _, _) in sweep.points("callback/pool").items()}
    # Two slices, of which the second took twice as long for all: granularity is their median times two workers.
    assert [found[kernel].granularity for kernel in ROUNDS] == pytest.approx([300, 660, 3090])
    assert [found[kernel].efficiency for kernel in ROUNDS] == pytest.approx([0.2, 0.5, 1010 / 1030])
    conclusion = sweep.conclude("callback/pool")
    assert conclusion.point.value == pytest.approx(660) and not conclusion.exact and conclusion.rounds == 2


def test_six_rounds_give_an_exact_interval():
    (sweep,) = run_of(HALF, rounds=6).sweeps
    assert sweep.conclude("callback/pool").exact


def test_another_number_of_tasks_gives_no_metg():
    (sweep,) = run_of(HALF, units=TASKS - 1).sweeps
    conclusion = sweep.conclude("callback/pool")
    assert conclusion.point.kind == "error" and "99" in conclusion.point.reason and "100" in conclusion.point.reason


def test_a_contestant_that_is_too_fast_gives_no_metg():
    (sweep,) = run_of({"callback/pool": (100, 220, 800)}).sweeps
    assert sweep.conclude("callback/pool").point.kind == "error"


def test_the_figure_has_the_line_the_units_and_a_direct_label_a_contestant():
    (sweep,) = run_of({**HALF, "promise/std": (9000, 9000, 9900), "coroutine/tbb": (30, 120, 1020)}).sweeps
    drawing = figure.efficiency(sweep)
    shown = re.findall(r"<text[^>]*>([^<]*)</text>", drawing.svg())
    assert "50 %" in shown and any("log scale" in one for one in shown)
    assert "callback/pool  0.660 µs" in shown
    assert any(one.startswith("promise/std  &gt; 29.7 µs") for one in shown) and any(one.startswith("coroutine/tbb  ≤ 0.0900 µs") for one in shown)
    axes = drawing.figure.axes[0]
    assert axes.get_xscale() == "log"
    assert any(list(line.get_ydata()) == pytest.approx([0.2, 0.5, 1010 / 1030]) for line in axes.lines)
    assert "2 rounds" in drawing.caption and "2 workers" in drawing.caption and "<title" in drawing.svg()


def test_the_page_shows_a_sweep_as_one_figure_and_one_table():
    run = run_of({**HALF, "coroutine/tbb": (30, 120, 800)})
    text = page.render(run, None)
    assert len(re.findall(r'<figure id="figure-metg-', text)) == 1 and 'id="figure-elapsed' not in text
    section = text[text.index('<section id="cpu-stencil">'):text.index('<section id="method">')].replace("\u00a0", " ")
    assert "METG(50 %)" in section and "0.660" in section and "126 %" in section
    assert section.index("callback/pool") < section.index("coroutine/tbb")  # an error stands last
