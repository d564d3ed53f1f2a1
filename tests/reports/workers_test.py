"""Scaling over workers: hand-made launches whose speeds are known come out as drawn, and a curve that says nothing says so."""
import pytest
from conftest import ROOT  # noqa: F401  puts the tree on the path

from reports import gallery, page, usl
from reports.figures import workers
from reports.load import Results
from reports.run_analysis import RunAnalysis

SERIAL_NS = 10.0
SIGMA, KAPPA = 0.1, 0.01


def speed(contestant, n):
    """Units a ns: the pool's follow the law; std does not scale."""
    return {"blocking/std": 1, "multithreaded/pool": usl.law(n, 0.5, SIGMA, KAPPA), "multithreaded/tbb": usl.law(n, 0.8, 0, 0)}[contestant] / SERIAL_NS


def run_of(sizes, rounds=3, contestants=("multithreaded/tbb", "multithreaded/pool", "blocking/std")):
    cases = [{"id": f"fib-{n}w", "title": f"fib, {n} workers", "kind": "computation", "workload": "fib", "shape": "fork_join", "unit": "node",
              "parameters": {"n": 25}, "workers": n, "launch": "sliced", "rounds": rounds, "slices": 1, "slice_ns": 10_000_000, "family": "fib",
              "primary": "elapsed_per_unit_ns", "reference": "multithreaded/tbb", "contestants": list(contestants)} for n in sizes]
    launches = [{"schema": 1, "case": case["id"], "round": number, "attempt": 0, "contestant": name, "role": "reference" if name == "multithreaded/tbb" else "contestant",
                 "outcome": "ok", "units": 100, "workers": case["workers"], "cost": {},
                 "slices": [{"index": 0, "iterations": 10, "real_ns": (1 + number) * 1000 / speed(name, case["workers"]), "cpu_ns": 1}]}
                for number in range(rounds) for case in cases for name in contestants]  # (1 + number): the machine drifts by a factor of 3
    return RunAnalysis(Results(ROOT, {"schema": 1, "cases": cases, "server_cpus": [1], "generator_cpus": [0]}, {}, {}, launches))


def family(run):
    (_, members), = run.families(run.of_kind("computation"))
    return members


def test_cases_that_differ_in_workers_are_one_curve_and_other_sizes_are_not():
    run = run_of([1, 2, 4])
    assert [case.case["workers"] for case in family(run)] == [1, 2, 4]
    run.cases[0].case["parameters"] = {"n": 30}
    assert len(run.families(run.of_kind("computation"))) == 2


def test_speeds_are_paired_with_the_serial_program_so_drift_cancels():
    points = workers.speeds(family(run_of([1, 2, 4])), "multithreaded/pool")
    assert {n: len(values) for n, values in points.items()} == {1: 3, 2: 3, 4: 3}
    for n, values in points.items():
        assert values == pytest.approx([usl.law(n, 0.5, SIGMA, KAPPA)] * 3)


def test_the_figure_draws_speed_up_and_efficiency():
    drawing = workers.over_workers("fib", family(run_of([1, 2, 4])))
    left, right = drawing.figure.axes
    of = lambda axes, length: [list(line.get_ydata()) for line in axes.lines if len(line.get_xdata()) == length]
    assert any(one == pytest.approx([usl.law(n, 1, SIGMA, KAPPA) for n in (1, 2, 4)]) for one in of(left, 3))
    assert any(one == pytest.approx([usl.law(n, 0.5, SIGMA, KAPPA) / n for n in (1, 2, 4)]) for one in of(right, 3))
    text = drawing.svg()
    for label in ("workers (log scale)", "multithreaded/pool", "more than 2 CPUs", "speed-up against the same cell at 1 worker"):
        assert label in text
    assert "No Universal Scalability Law: 3 sizes: three parameters need at least 4." in drawing.caption and "3 rounds" in drawing.caption


def test_four_sizes_give_the_law_with_intervals():
    caption = workers.over_workers("fib", family(run_of([1, 2, 4, 8]))).caption
    assert "multithreaded/pool: contention σ 0.1 [" in caption and "coherence κ 0.01 [" in caption and "multithreaded/tbb: contention σ" in caption


def test_without_a_serial_program_the_caption_says_what_is_lost():
    caption = workers.over_workers("fib", family(run_of([1, 2], contestants=("multithreaded/tbb", "multithreaded/pool")))).caption
    assert "which drift with the machine" in caption and "which this run lacks" in caption


def test_one_number_of_workers_makes_no_curve():
    assert workers.over_workers("fib", family(run_of([2]))) is None


def test_the_page_shows_the_curve_once_a_workload():
    run = run_of([1, 2, 4])
    assert ("fib", "fib", "workers") in gallery.wanted(run)
    text = page.render(run, None)
    assert text.count('<figure id="figure-workers-fib"') == 1
