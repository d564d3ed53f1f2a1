"""Atoms on the page: medians, ranges, multiples and allocations as they are in atoms.json; what is missing is said."""
import json
import shutil

import pytest
from conftest import TESTDATA

from reports import atoms, page
from reports.errors import CannotReport
from reports.figures import atoms as figure
from reports.load import load
from reports.run_analysis import RunAnalysis


def runs(name, times, family, **more):
    return [{"name": f"{name}/real_time", "run_name": f"{name}/real_time", "run_type": "iteration", "family_index": family, "repetition_index": i,
             "iterations": 1000, "real_time": time, "cpu_time": time, "time_unit": "ns", "label": f"one {name}", **more} for i, time in enumerate(times)]


def document():
    return {"context": {"date": "", "fiveways_cpus": "1,0", "allocations calls/function": "0.0", "bytes calls/function": "0.0",
                        "allocations wake_ups/futex/two_cpus": "0.5", "bytes wake_ups/futex/two_cpus": "24.0"},
            "benchmarks": runs("wake_ups/futex/two_cpus", [40_000, 30_000, 35_000], 2) + runs("calls/function", [1.5, 1.25, 1.0], 0)
            + [{**runs("calls/function", [9], 0)[0], "run_type": "aggregate"}] + runs("promises/all/10", [900], 1)
            + runs("locks/mutex", [0], 3, error_occurred=True, error_message="did 3 of 4 operations")}


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(TESTDATA / "verdicts", tmp_path / "run")
    (tmp_path / "run" / "atoms.json").write_text(json.dumps(document()))
    return tmp_path / "run"


def test_medians_ranges_and_multiples_are_those_of_the_repetitions():
    found = atoms.read(document())
    assert [one.name for one in found.atoms] == ["calls/function", "promises/all/10", "wake_ups/futex/two_cpus"]
    call, gathered, futex = found.atoms
    assert (call.time, call.extremes, futex.time, futex.extremes) == (1.25, (1.0, 1.5), 35_000, (30_000, 40_000))
    assert found.multiple(futex) == 28_000 and found.multiple(call) == 1
    assert (call.allocations, futex.allocations, futex.bytes, gathered.allocations) == (0, 0.5, 24, None)
    assert (gathered.short, futex.short, futex.group) == ("all, n = 10", "futex, two CPUs", "wake_ups")


def test_the_figure_has_labels_units_and_the_data(folder):
    drawing = figure.costs(load(folder).atoms)
    text = drawing.svg()
    for shown in ("wake-ups", "futex, two CPUs", "35\u202f000", "28\u202f000×", "n/a", "time of one operation (log scale)", "allocations", "10 µs"):
        assert shown in text, shown
    axes = drawing.figure.axes[0]
    assert axes.get_xscale() == "log"
    assert sorted(line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o") == [1.25, 900, 35_000]
    assert "3 repetitions" in drawing.caption and "no interval" in drawing.caption and "CPUs 1,0" in drawing.caption


def test_the_page_has_the_section_and_says_what_one_operation_is(folder):
    text = page.render(RunAnalysis(load(folder)), None)
    assert '<section id="atoms">' in text and '<a href="#atoms">' in text and "one wake_ups/futex/two_cpus" in text
    assert "the atom locks/mutex has no number: did 3 of 4 operations" in text


def test_a_run_without_atoms_has_no_section_and_one_that_planned_them_says_so(verdicts_run, folder):
    assert 'id="atoms"' not in page.render(verdicts_run, None)
    (folder / "atoms.json").unlink()
    plan = json.loads((folder / "plan.json").read_text())
    (folder / "plan.json").write_text(json.dumps(plan | {"atoms": {"repetitions": 7}}))
    assert "atoms were planned and not measured: atoms.json is missing" in load(folder).notices


@pytest.mark.parametrize("text", ['{"context": {}}', '{"context": {}, "benchmarks": [{}]}', "[]"])
def test_another_schema_is_refused_with_the_files_name(folder, text):
    (folder / "atoms.json").write_text(text)
    with pytest.raises(CannotReport, match="atoms.json"):
        load(folder)
