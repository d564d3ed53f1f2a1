"""Memory per live task against lines small enough to check by hand: slope, interval, subtraction, too few sizes, and what figure and page show of it."""
import re
from types import SimpleNamespace

import pytest

from reports import live_tasks, page
from reports.figures import live_tasks as figure
from reports.run_analysis import RunAnalysis

SIZES = (1000, 2000, 4000, 7000, 10_000)
MIB = 2 ** 20


def test_a_straight_line_gives_its_slope_and_no_doubt():
    found = live_tasks.slope({size: 5 * MIB + 40 * size for size in SIZES})
    assert (found.value, found.low, found.high) == pytest.approx((40, 40, 40)) and found.intercept == pytest.approx(5 * MIB)
    assert found.text == "40.0" and found.interval == "[40.0, 40.0]"


def test_the_interval_is_students_over_the_residuals():
    # x = 1..5, y = x but for the middle, 1 higher. Slope 1; residuals -0.2, -0.2, 0.8, -0.2, -0.2: their squares sum to 0.8, so the slope's
    # error is sqrt(0.8 / 3 / 10), and t at three degrees of freedom is 3.182.
    found = live_tasks.slope({1: 1, 2: 2, 3: 4, 4: 4, 5: 5})
    half = 3.182446 * (0.8 / 3 / 10) ** 0.5
    assert (found.value, found.low, found.high) == pytest.approx((1, 1 - half, 1 + half))


def test_no_memory_a_task_is_written_without_a_sign():
    assert live_tasks.slope({size: 100 - 1e-6 * size for size in SIZES}).text == "0.0"


def test_fewer_than_five_sizes_give_a_sentence():
    found = live_tasks.slope({size: size for size in SIZES[:4]})
    assert found.reason == "4 sizes: a regression needs 5" and found.text == "n/a" and found.interval == ""


def launch(case, contestant, role, number, size, peak):
    model, _, backend = contestant.partition("/")
    cost = {} if peak is None else {"max_rss_bytes": peak}
    return {"schema": 1, "case": case["id"], "round": number, "attempt": 0, "contestant": contestant, "role": role, "model": model, "backend": backend,
            "track": "idiomatic", "coarsened": False, "outcome": "ok", "units": size, "workers": 1, "cost": cost, "disturbance": {},
            "slices": [{"index": 0, "iterations": 1, "real_ns": 10 * size, "cpu_ns": 10 * size}]}


def run_of(bytes_a_task, sizes=SIZES, rounds=3, swept="rows"):
    """The serial program takes 16 bytes an item; the rounds differ by a page to either side."""
    cases, launches = [], []
    for size in sizes:
        parameters = {"rows": 64, "columns": 1, swept: size}
        case = {"id": f"mandelbrot-{swept}{size}-1w", "title": f"mandelbrot {swept} = {size}, 1 worker", "family": "live-tasks", "kind": "computation",
                "workload": "mandelbrot", "shape": "parallel_map", "unit": "item", "parameters": parameters, "load": {"model": "none"}, "launch": "sliced",
                "rounds": rounds, "slices": 1, "slice_ns": 5_000_000, "workers": 1, "primary": "elapsed_per_unit_ns", "reference": "blocking/std",
                "contestants": ["blocking/std", *bytes_a_task]}
        cases.append(case)
        for number in range(rounds):
            base = 8 * MIB + 16 * size + 4096 * (number - 1)
            launches += [launch(case, "blocking/std", role, number, parameters["rows"], base) for role in ("reference", "copy")]
            launches += [launch(case, name, "contestant", number, parameters["rows"], None if more is None else base + MIB + more * size)
                         for name, more in bytes_a_task.items()]
    plan = {"schema": 1, "cases": cases, "skipped": [], "exploratory": True, "margins": {}, "server_cpus": [1], "generator_cpus": [0], "implementations": [],
            "started_utc": "", "plan": "synthetic", "commit": "0", "seed": 1, "command": "run", "dirty": False}
    results = SimpleNamespace(folder="x", plan=plan, environment={"grade": "B"}, run={"finished": True}, launches=launches, notices=[], atoms=None)
    return RunAnalysis(results)


CELLS = {"coroutine/pool": 96, "callback/pool": 0, "promise/pool": 128}


def test_the_serial_program_is_subtracted_and_rounds_are_medians():
    (growth,) = run_of(CELLS).growths
    assert growth.memory("blocking/std")[1000] == 8 * MIB + 16_000
    assert {name: growth.conclude(name).value for name in CELLS} == pytest.approx(CELLS, abs=1e-6)
    assert growth.conclude("blocking/std").value == pytest.approx(16)


def test_a_sweep_over_what_is_no_number_of_items_is_no_growth():
    assert not run_of(CELLS, swept="columns").growths
    assert not run_of(CELLS, sizes=SIZES[:1]).growths


def test_who_recorded_no_memory_has_no_bytes_a_task():
    (growth,) = run_of({**CELLS, "promise/tbb": None}).growths
    assert growth.conclude("promise/tbb").reason and not growth.memory("promise/tbb")


def test_the_figure_has_units_direct_labels_and_the_data():
    (growth,) = run_of(CELLS).growths
    drawing = figure.peaks(growth)
    shown = re.findall(r"<text[^>]*>([^<]*)</text>", drawing.svg())
    assert "coroutine/pool  96.0 B a task" in shown and "blocking/std  16.0 B an item; 1 like it" in shown
    assert not any(one.startswith("callback/pool") for one in shown) and "by 1 B a task: callback/pool." in drawing.caption
    assert any("(MiB)" in one for one in shown)
    expected = [(9 * MIB + (16 + 96) * size) / MIB for size in SIZES]
    assert any(list(line.get_xdata()) == list(SIZES) and list(line.get_ydata()) == pytest.approx(expected) for line in drawing.figure.axes[0].lines)
    assert "3 rounds" in drawing.caption and "1 worker" in drawing.caption and "least squares" in drawing.caption


def test_with_too_few_sizes_figure_and_table_say_so():
    (growth,) = run_of(CELLS, sizes=SIZES[:3]).growths
    assert "3 sizes: a regression needs 5" in figure.peaks(growth).caption
    assert all(row["cells"][0][0] == "n/a" and "needs 5" in row["remark"] for row in live_tasks.table(growth)["rows"])


def test_the_page_shows_growth_with_memory_and_its_times_nowhere_as_a_figure():
    run = run_of(CELLS)
    text = page.render(run, None)
    section = text[text.index('<section id="memory">'):text.index('<section id="method">')]
    assert len(re.findall(r'<figure id="figure-live-tasks-', section)) == 1 and "bytes a task" in section and "[128.0, 128.0]" in section
    assert section.index(">blocking/std<") < section.index("</span>callback/pool<") < section.index("</span>promise/pool<")
    assert 'id="figure-elapsed' not in text and not run.copies
