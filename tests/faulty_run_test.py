"""A run with contestants that must fail: each is detected and named, gives no number, and costs nobody else anything."""

import json
import re
import statistics
from math import exp, log

import pytest

from measuring import rounds, standing, write_plan

EXPECTED = {
    "callback/wrong_byte": ("wrong", "answered wrongly"),
    "callback/hang": ("hung", "timed out"),
    "callback/crash": ("crashed", "signal 6"),
    "callback/early_close": ("closed_early", "the server closed the connection"),
    "callback/leak": ("leaked", "its memory grew by"),
    "callback/accepts_nothing": ("hung", "timed out"),
    "callback/ignores_stop": ("hung", "when told to stop it did not stop in time"),
}
HEALTHY = [("callback/epoll", "reference"), ("callback/epoll", "copy"), ("null", "null"), ("coroutine/epoll", "contestant"), ("callback/slow", "contestant")]
SLICES = 15


@pytest.fixture(scope="module")
def faulty_run(faulty, tmp_path_factory):
    folder = tmp_path_factory.mktemp("faulty_run")
    plan = write_plan(folder / "plan.json", ["coroutine/epoll", *EXPECTED, "callback/slow"], slices=SLICES, slice_ms=20)
    done = faulty("run", "--plan", plan, "--out", folder / "run", timeout=300)
    return done, folder / "run"


def of(folder, contestant, role="contestant"):
    return [one for one in standing(folder) if (one["contestant"], one["role"]) == (contestant, role)]


@pytest.mark.parametrize("contestant", EXPECTED)
def test_a_faulty_contestant_is_named_with_its_outcome_in_every_round(faulty_run, contestant):
    outcome, phrase = EXPECTED[contestant]
    found = of(faulty_run[1], contestant)
    assert {one["round"] for one in found} == {0, 1}
    for one in found:
        assert one["outcome"] == outcome, one["sentence"]
        assert phrase in one["sentence"]


@pytest.mark.parametrize("contestant, role", HEALTHY)
def test_the_others_of_the_round_have_all_their_slices(faulty_run, contestant, role):
    found = of(faulty_run[1], contestant, role)
    assert {one["round"] for one in found} == {0, 1}
    for one in found:
        assert one["outcome"] == "ok", one["sentence"]
        assert len(one["slices"]) == SLICES
        assert all(part["requests"] > 0 for part in one["slices"])


def test_every_round_starts_every_contestant_afresh(faulty_run):
    for contestants in rounds(faulty_run[1]).values():
        assert sorted(contestants) == sorted([*HEALTHY, *((one, "contestant") for one in EXPECTED)])


def ratio_of_slow(faulty, folder):
    """Many slices, so that a busy machine hides little; their budget leaves no time to repeat a disturbed round."""
    plan = write_plan(folder.with_suffix(".json"), ["callback/slow"], budget_s=11, rounds=1, slices=100, slice_ms=20)
    done = faulty("run", "--plan", plan, "--out", folder, "--no-report")
    assert done.returncode == 0, done.stderr

    def costs(contestant, role):
        return [part["server_cpu_ns"] / part["requests"] for one in of(folder, contestant, role) for part in one["slices"]]

    slow, reference = costs("callback/slow", "contestant"), costs(*HEALTHY[0])
    return exp(statistics.median(log(a / b) for a, b in zip(slow, reference)))


def test_a_contestant_that_is_a_tenth_slower_is_measured_as_slower(faulty, tmp_path):
    """A harness that cannot see it stands at 1.00 every time; one that can is hidden by noise at most now and then."""
    assert any(ratio_of_slow(faulty, tmp_path / str(attempt)) > 1.03 for attempt in range(4))


def test_the_exit_status_says_that_numbers_are_missing(faulty_run):
    done, folder = faulty_run
    assert done.returncode == 1, done.stderr
    failed = sum(one["outcome"] != "ok" for one in standing(folder))
    assert f"{failed} gave no number" in done.stdout
    for contestant, (outcome, _) in EXPECTED.items():
        assert f"{contestant} {outcome}: " in done.stderr


@pytest.mark.parametrize("contestant", EXPECTED)
def test_the_report_names_a_faulty_contestant_and_gives_no_number_for_it(faulty_run, contestant):
    page = (faulty_run[1] / "report.html").read_text()
    outcome = EXPECTED[contestant][0]
    rows = re.findall(rf'<tr[^>]*><th scope="row">(?:<span[^>]*></span>)?{contestant}</th>(.*?)</tr>', page, re.DOTALL)
    failed = [row for row in rows if 'class="failed"' in row]
    assert len(failed) >= 2, "the matrix and the case's table"
    for row in failed:
        cells = [re.sub("<[^>]*>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        assert cells[0].startswith(outcome)
        assert not any(re.search(r"\d", cell) for cell in cells[1:]), cells


def test_the_view_for_google_benchmark_has_an_error_for_each_faulty_launch(faulty_run):
    entries = json.loads((faulty_run[1] / "benchmark.json").read_text())["benchmarks"]
    for contestant, (outcome, _) in EXPECTED.items():
        mine = [one for one in entries if one["name"].endswith("/" + contestant)]
        assert len(mine) == len(of(faulty_run[1], contestant))
        for one in mine:
            assert one["error_occurred"] and one["error_message"].startswith(outcome + ": ")


def test_an_open_loop_counts_what_a_hanging_server_did_not_answer(faulty, tmp_path):
    plan = write_plan(tmp_path / "plan.json", ["callback/hang"], launch="alone", rounds=1, duration_ms=300, warm_up_ms=5, warm_up_requests=10,
                      load={"model": "open", "connections": 16, "rate_per_s": 20000}, primary="p99_ns")
    done = faulty("run", "--plan", plan, "--out", tmp_path / "run", "--no-report")
    assert done.returncode == 1, done.stderr  # some time-outs of an open loop are overload; no answer at all is a failure
    for one in of(tmp_path / "run", "callback/hang"):
        assert one["outcome"] == "hung"
        found = one["latency"]
        assert one["slices"][0]["requests"] == found["answered"] == 0 < found["offered"]
        assert found["timeouts"] >= found["offered"] - found["answered"], "those of the lead-in too"
        assert found["from_due"]["count"] == found["offered"]
    for one in of(tmp_path / "run", "callback/epoll", "reference"):
        assert 0 < one["slices"][0]["requests"] == one["latency"]["answered"] <= one["latency"]["offered"]
