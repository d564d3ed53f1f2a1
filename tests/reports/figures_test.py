"""Figures carry labels with units, the data that was measured, and one look a model."""
import re

import pytest

from reports import style
from reports.cells import MODELS
from reports.figures import cost, curves, elapsed, forests, memory, scaling, spectrum
from reports.figures.drawing import spread_apart
from reports.figures.ticks import nice
from reports.metrics import METRICS


def texts(drawing):
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawing.svg())


def family(run, name):
    return dict(run.families(run.of_kind("service")))[name]


def test_the_forest_shows_every_ratio_uncut_with_its_interval_and_verdict(verdicts_run):
    case = verdicts_run.cases[0]
    shown = texts(forests.against_reference(case))
    for contrast in case.contrasts.values():
        assert contrast.cell.contestant in shown and contrast.verdict in shown
        digits = 3 if 0.8 <= contrast.ratio < 1.25 else 2
        assert f"{contrast.ratio:.{digits}f}×" in shown
        assert f"[{contrast.low:.{digits}f}, {contrast.high:.{digits}f}]" in shown
    assert "A/A copy of the reference" in shown and "reference: 1 by definition" in shown
    assert any("server CPU per request, ratio to callback/epoll" in one and "±2 %" in one for one in shown)


def test_the_forest_draws_intervals_where_the_statistics_put_them(verdicts_run):
    case = verdicts_run.cases[0]
    axes = forests.against_reference(case).figure.axes[0]
    bars = [tuple(line.get_xdata()) for line in axes.lines if line.get_linewidth() == 3]
    assert sorted(bars) == sorted((one.low, one.high) for one in [*case.contrasts.values(), case.copy])


def test_an_exploratory_forest_has_no_interval_and_says_so(exploratory):
    drawing = forests.against_reference(exploratory.headline("service"))
    assert not [line for line in drawing.figure.axes[0].lines if line.get_linewidth() == 3]
    assert "no interval" in drawing.caption and "an interval needs 9 rounds" in drawing.caption


def test_one_factor_figures_never_compare_across_both_factors(exploratory):
    case = exploratory.headline("service")
    for groups, same in ((case.models, "backend"), (case.backends, "model")):
        assert groups and all(getattr(one.cell, same) == getattr(base, same) == level for level, base, rest in groups for one in rest)
    assert forests.one_factor(case) is not None


def test_the_curve_marks_saturation_and_shows_the_null_server(exploratory):
    drawing = curves.throughput_latency("echo-rate", family(exploratory, "echo-rate"))
    shown = texts(drawing)
    assert "saturated: p99 not compared" in shown and "null server" in shown
    assert "achieved rate (requests/s)" in shown and "p99 from due time (log scale)" in shown
    axes = drawing.figure.axes[0]
    assert axes.get_yscale() == "log"
    lines = [line for line in axes.lines if line.get_color() == style.look(family(exploratory, "echo-rate")[0].reference).colour and len(line.get_xdata()) == 4]
    expected = [case.reference.value(METRICS["p99_ns"]) / 1e3 for case in family(exploratory, "echo-rate")]
    assert any(list(line.get_ydata()) == pytest.approx(expected) for line in lines)


def test_the_spectrum_is_spaced_by_percentile_and_labelled_so(exploratory):
    drawing = spectrum.latency("echo-rate", family(exploratory, "echo-rate"))
    assert {"50 %", "90 %", "99 %"} <= set(texts(drawing)) and "null server" in texts(drawing)
    assert drawing.figure.axes[0].get_xscale() == drawing.figure.axes[0].get_yscale() == "log"


def test_costs_are_stacked_to_the_total_of_the_nanosecond_account(exploratory):
    case = exploratory.headline("service")
    metric = METRICS["server_cpu_per_request_ns"]
    cell = case.reference
    assert sum(cost.split(cell, metric)) == pytest.approx(cell.value(metric))
    drawing = cost.per_request(case)
    assert [axes.get_title(loc="left") for axes in drawing.figure.axes] == ["server CPU per request", "context switches", "system calls"]
    assert "hatched" in drawing.caption  # little CPU behind the split


def test_scaling_puts_every_connection_count_on_the_axis(exploratory):
    drawing = scaling.over_connections("echo", family(exploratory, "echo-connections"))
    assert {"1", "16", "64", "256"} <= set(texts(drawing)) and "connections (log scale)" in texts(drawing)


def test_a_single_point_makes_no_scaling_curve(verdicts_run):
    assert scaling.over_connections("echo", verdicts_run.cases) is None


def test_elapsed_and_memory_name_their_units(exploratory):
    computation = exploratory.headline("computation")
    assert "elapsed per node (ns, log scale)" in texts(elapsed.per_unit(computation))
    assert any("(MiB)" in one for one in texts(memory.per_launch(exploratory.headline("service"))))


def test_captions_state_sample_duration_cpus_and_loopback(exploratory):
    case = exploratory.headline("service")
    for drawing in (forests.against_reference(case), cost.per_request(case), memory.per_launch(case)):
        assert all(part in drawing.caption for part in ("3 rounds", "60 ms", "1 server CPU", "loopback")), drawing.caption


def test_an_svg_has_a_title_its_own_ids_and_is_deterministic(verdicts_run):
    first, second = (forests.against_reference(verdicts_run.cases[0]) for _ in range(2))
    text = first.svg()
    assert text == second.svg() and "<title" in text and "<metadata" not in text
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert all(one.startswith(first.name) for one in ids)
    assert set(re.findall(r'url\(#([^)]+)\)', text)) | set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


def test_every_model_has_a_colour_and_a_marker_of_its_own():
    looks = [style.MODEL_LOOKS[model] for model in MODELS]
    assert len({colour for colour, _ in looks}) == len({marker for _, marker in looks}) == 5


@pytest.mark.parametrize("wanted", [[5, 5, 5], [1, 2, 3, 50], [10, 0, 10.5, 11, 0.2], [7]])
def test_labels_are_spread_apart_in_order_and_around_their_places(wanted):
    places = spread_apart(wanted, 10)
    ordered = sorted(places)
    assert all(above - below >= 10 - 1e-9 for below, above in zip(ordered, ordered[1:]))
    assert sorted(range(len(wanted)), key=lambda i: (wanted[i], places[i])) == sorted(range(len(wanted)), key=lambda i: places[i])


@pytest.mark.parametrize("low, high", [(0.97, 1.05), (0.95, 1.9), (0.01, 2.2), (12, 90_000), (0.4, 0.5), (0.999, 1.003), (0.0015, 1.7), (0.2, 3e6)])
def test_log_axes_get_between_two_and_nine_readable_ticks(low, high):
    assert 2 <= len(nice(low, high)) <= 9 and all(low <= one <= high for one in nice(low, high))


def test_memory_of_a_null_computation_is_the_harnesss_own_and_not_drawn(exploratory):
    shown = texts(memory.per_launch(exploratory.headline("computation")))
    assert not any("null" in one for one in shown) and "peak resident memory of the process (MiB), a marker a launch" in shown
    assert "null server" in texts(memory.per_launch(exploratory.headline("service")))
