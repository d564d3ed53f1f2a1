"""Delays of computations that wait: percentiles by hand, what coalesced, and what table, figure and page show; memory a sleep without a serial program."""
import re
from types import SimpleNamespace

import pytest

from reports import live_tasks, page, tables
from reports.figures import delays as figure
from reports.figures import elapsed
from reports.metrics import METRICS
from reports.run_analysis import RunAnalysis

MIB = 2 ** 20
DELAYS = {"callback/epoll": (50_000, 400_000), "coroutine/epoll": (60_000, 900_000)}  # most, and one in a hundred


def histogram(count, most, worst):
    buckets = [[most, count - count // 50], [worst, count // 50]]
    return {"count": count, "min_ns": most, "max_ns": worst, "mean_ns": most, "buckets": buckets}


def case_of(workload="sleep_storm", shape="timers", size=10_000, family="sleeps", unit="sleep"):
    return {"id": f"{workload}-{size}", "title": f"{workload} {size}, 1 worker", "family": family, "kind": "computation", "workload": workload, "shape": shape,
            "unit": unit, "parameters": {"sleeps": size, "shortest_us": 100}, "load": {"model": "none"}, "launch": "sliced", "rounds": 2, "slices": 2,
            "slice_ns": 5_000_000, "workers": 1, "primary": "cpu_per_unit_ns", "reference": "callback/epoll", "contestants": list(DELAYS)}


def launch(case, contestant, role, number, told, peak=8 * MIB):
    model, _, backend = contestant.partition("/")
    slices = [{"index": index, "iterations": 1, "real_ns": 10 ** 8, "cpu_ns": 500 * 10_000, **({"delays": histogram(told, *DELAYS[contestant])} if told else {})}
              for index in range(2)]
    return {"schema": 1, "case": case["id"], "round": number, "attempt": 0, "contestant": contestant, "role": role, "model": model, "backend": backend,
            "track": "idiomatic", "coarsened": False, "outcome": "ok", "units": case["parameters"]["sleeps"], "workers": 1, "cost": {"max_rss_bytes": peak},
            "disturbance": {}, "slices": slices}


def run_of(cases, told, peak=lambda case, name: 8 * MIB):
    launches = [launch(case, name, "reference" if name == case["reference"] else "contestant", number, told, peak(case, name))
                for case in cases for number in range(2) for name in DELAYS]
    plan = {"schema": 1, "cases": cases, "skipped": [], "exploratory": True, "margins": {}, "server_cpus": [1], "generator_cpus": [0], "implementations": [],
            "started_utc": "", "plan": "synthetic", "commit": "0", "seed": 1, "command": "run", "dirty": False}
    return RunAnalysis(SimpleNamespace(folder="x", plan=plan, environment={"grade": "B"}, run={"finished": True}, launches=launches, notices=[], atoms=None))


def columns_of(made):
    return [title for title, _ in made["columns"]]


def test_percentiles_are_of_all_slices_together():
    (case,) = run_of([case_of()], 10_000).cases
    cell = case.measured[0]
    assert cell.delays["count"] == 4 * 10_000
    assert [cell.value(METRICS[key]) for key in ("delay_p50_ns", "delay_p99_ns", "delay_p999_ns")] == [50_000, 400_000, 400_000]


def test_a_percentile_with_too_few_samples_is_absent():
    (case,) = run_of([case_of(size=100)], 100).cases
    assert case.measured[0].value(METRICS["delay_p999_ns"]) is None
    row = tables.table(case)["rows"][0]
    assert row["cells"][columns_of(tables.table(case)).index("p99.9, µs")][0] == "n/a"


def test_the_table_has_the_percentiles_and_says_what_they_are_of():
    (case,) = run_of([case_of()], 10_000).cases
    made = tables.table(case)
    at = columns_of(made).index("p50, µs")
    assert made["columns"][at][1] == "from when a sleep was due to its task going on"
    assert [cell[0] for cell in made["rows"][0]["cells"][at:at + 3]] == ["50.0", "400", "400"]
    assert "coalesced" not in columns_of(made)


def test_a_case_without_delays_has_no_such_columns_and_no_such_figure():
    (case,) = run_of([case_of(shape="fork_join", unit="node")], 0).cases
    assert "p50, µs" not in columns_of(tables.table(case)) and figure.percentiles(case) is None


@pytest.mark.parametrize("told, share", [(10_000, "0 %"), (7_500, "25 %")])
def test_signals_without_a_delivery_of_their_own_have_coalesced(told, share):
    (case,) = run_of([case_of("signal_storm", "signals", unit="signal")], told).cases
    made = tables.table(case)
    assert made["rows"][0]["cells"][columns_of(made).index("coalesced")][0].replace("\u00a0", " ") == share


def test_the_figure_has_units_direct_labels_and_the_data():
    (case,) = run_of([case_of()], 10_000).cases
    drawing = figure.percentiles(case)
    shown = re.findall(r"<text[^>]*>([^<]*)</text>", drawing.svg())
    assert set(DELAYS) <= set(shown) and "90 %" in shown and any(one.endswith("µs") for one in shown)
    assert [line.get_ydata()[0] for line in drawing.figure.axes[0].lines[::2]] == [50, 60]
    assert "from when a sleep was due" in drawing.caption and "2 rounds" in drawing.caption


def test_where_cpu_is_compared_it_is_drawn_in_place_of_the_time_that_was_slept():
    (case,) = run_of([case_of()], 10_000).cases
    drawing = elapsed.per_unit(case)
    assert drawing.title == "CPU per sleep: sleep_storm 10000, 1 worker" and "500 ns" in drawing.svg()


def test_memory_a_sleep_is_the_whole_slope():
    cases = [case_of(size=size, family="sleepers") for size in (1000, 2000, 4000, 7000, 10_000)]
    run = run_of(cases, 1000, lambda case, name: 8 * MIB + {"callback/epoll": 104, "coroutine/epoll": 136}[name] * case["parameters"]["sleeps"])
    (growth,) = run.growths
    assert growth.serial is None
    assert {name: growth.conclude(name).value for name in DELAYS} == pytest.approx({"callback/epoll": 104, "coroutine/epoll": 136})
    made = live_tasks.table(growth)
    assert made["columns"][2][0] == "1\u202f000 sleeps" and [row["label"] for row in made["rows"]] == list(DELAYS)


def test_the_page_shows_delays_and_memory():
    cases = [case_of(), *(case_of(size=size, family="sleepers") for size in (1000, 2000, 4000, 7000, 9000))]
    text = page.render(run_of(cases, 1000), None)
    assert "Waiting: sleep_storm" in text and 'id="figure-delays-sleep_storm-10000"' in text and text.count('id="figure-delays') == 1
    assert "sleeps outstanding at once" in text and "8 bytes a sleep" in text
