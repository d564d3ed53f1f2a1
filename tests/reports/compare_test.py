"""Two runs compared: what is called a regression, what is not, and every exit status."""
import contextlib
import io
import json
import shutil
from types import SimpleNamespace

import pytest
from synthesize import POOL, echo_case, write

from reports.compare import main

CASE = echo_case(64, 10, 6, POOL[:5])


def change_launches(folder, change):
    """`change(launch)` edits each in place."""
    path = folder / "launches.jsonl"
    launches = [json.loads(line) for line in path.read_text().splitlines()]
    for launch in launches:
        change(launch)
    path.write_text("".join(json.dumps(launch) + "\n" for launch in launches))
    return folder


def run(folder, seed, slower=None, rounds=10):
    """A SYNTHETIC run; `slower` maps contestants to a factor of their CPU time."""
    def slow_down(launch):
        for one in launch["slices"] if launch["role"] == "contestant" else ():
            one["server_cpu_ns"] = int(one["server_cpu_ns"] * (slower or {}).get(launch["contestant"], 1))

    write(folder, [{**CASE, "rounds": rounds}], rounds, seed, faults=False)
    return change_launches(folder, slow_down)


def failing(name, value, outcome, sentence):
    """A change of launches: those whose `name` is `value` give no number."""
    return lambda launch: launch[name] == value and launch.update(outcome=outcome, sentence=sentence, slices=[])


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("runs")
    slow = {"coroutine/epoll": 1.06, "multithreaded/pool": 0.9}
    return SimpleNamespace(baseline=run(root / "baseline", 1), same=run(root / "same", 2), slow=run(root / "slow", 3, slow),
                           again=run(root / "again", 4, slow), few=run(root / "few", 5, rounds=3))


def compare(*arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main([*map(str, arguments)])
    return SimpleNamespace(status=status, out=out.getvalue(), err=err.getvalue())


def edited(folder, into, name, change):
    """A copy of a run with one of its documents changed."""
    shutil.copytree(folder, into)
    document = json.loads((into / name).read_text())
    change(document)
    (into / name).write_text(json.dumps(document))
    return into


def test_two_runs_of_the_same_code_have_no_regression(folders):
    done = compare(folders.baseline, folders.same)
    assert done.status == 0 and "0 slower, 0 faster" in done.out, done.out + done.err


def test_what_became_slower_by_more_than_the_margin_is_a_regression_with_a_status_of_its_own(folders):
    done = compare(folders.baseline, folders.slow)
    assert done.status == 3 and "1 slower, 1 faster" in done.out, done.out
    row = next(line for line in done.out.splitlines() if line.startswith("  coroutine/epoll"))
    assert row.endswith("  slower") and "--confirm" in done.out
    assert "promise/epoll" not in done.out, "what did not change is not listed"
    assert "promise/epoll" in compare(folders.baseline, folders.slow, "--all").out


def test_the_interval_holds_the_change_that_was_made(folders):
    found = json.loads(compare(folders.baseline, folders.slow, "--json").out)
    changes = {(one["contestant"], one["role"]): one for one in found["changes"]}
    for key, factor in ((("coroutine/epoll", "contestant"), 1.06), (("multithreaded/pool", "contestant"), 0.9), (("callback/epoll", "copy"), 1)):
        low, high = changes[key]["interval"]
        assert low <= factor <= high and low < changes[key]["change"] < high, changes[key]
    assert changes["callback/epoll", "reference"]["base_role"] == "null", "the reference itself is seen against the null contestant"


def test_the_other_way_round_it_is_an_improvement(folders):
    done = compare(folders.slow, folders.baseline, "--all")
    assert done.status == 3 and "multithreaded/pool" in done.out  # which was faster, and is no more
    row = next(line for line in done.out.splitlines() if line.startswith("  coroutine/epoll"))
    assert row.endswith("  faster")


def test_a_second_run_confirms_a_regression_or_does_not(folders):
    assert compare(folders.baseline, folders.slow, "--confirm", folders.again).status == 3
    done = compare(folders.baseline, folders.slow, "--confirm", folders.same)
    assert done.status == 0 and "0 slower, 0 faster, 2 not confirmed" in done.out and "slower, not confirmed (" in done.out, done.out


def test_a_contestant_that_gives_no_number_any_more_is_missing(folders, tmp_path):
    broken = change_launches(shutil.copytree(folders.same, tmp_path / "run"), failing("contestant", "promise/epoll", "wrong", "a reply has a wrong byte"))
    done = compare(folders.baseline, broken)
    assert done.status == 1 and "promise/epoll  missing: a reply has a wrong byte" in done.out and "1 missing" in done.out


def test_a_case_of_which_the_run_measured_nothing_is_missing_with_all_its_contestants(tmp_path):
    cases = [CASE, echo_case(16, 10, 6, POOL[:3])]
    for name, seed in (("baseline", 1), ("run", 2)):
        write(tmp_path / name, cases, 10, seed, faults=False)
    change_launches(tmp_path / "run", failing("case", "echo-16c", "crashed", "the server crashed"))
    done = compare(tmp_path / "baseline", tmp_path / "run")
    assert done.status == 1 and "3 missing" in done.out and done.out.count("missing: the server crashed") == 3, done.out + done.err


def test_what_is_missing_is_told_where_nothing_else_can_be(folders, tmp_path):
    broken = change_launches(shutil.copytree(folders.few, tmp_path / "run"), failing("contestant", "promise/epoll", "wrong", "a reply has a wrong byte"))
    done = compare(folders.few, broken)
    assert done.status == 1 and "1 missing" in done.out, done.out + done.err


def test_too_few_rounds_tell_nothing_and_say_how_many_there_are(folders):
    done = compare(folders.few, folders.few)
    assert done.status == 4 and "3 and 3 rounds" in done.err and "--rounds" in done.err, done.err


def test_runs_of_two_machines_are_refused_and_another_kernel_is_noted(folders, tmp_path):
    other = edited(folders.same, tmp_path / "machine", "environment.json", lambda one: one["facts"]["cpu"].update(model="another processor"))
    done = compare(folders.baseline, other)
    assert done.status == 4 and "two machines: cpu.model was" in done.err
    newer = edited(folders.same, tmp_path / "kernel", "environment.json", lambda one: one["facts"]["kernel"].update(release="6.2.0"))
    assert "note: kernel.release was 6.1.0 and is 6.2.0" in compare(folders.baseline, newer).out


def test_a_case_of_other_work_is_left_out_and_named(folders, tmp_path):
    other = edited(folders.same, tmp_path / "run", "plan.json", lambda plan: plan["cases"][0]["load"].update(connections=32))
    done = compare(folders.baseline, other)
    assert done.status == 4 and "no case in common: echo-64c: its load differs" in done.err


def test_a_missing_folder_is_a_usage_error(folders, tmp_path):
    done = compare(folders.baseline, tmp_path / "none")
    assert done.status == 2 and "no folder" in done.err
    assert compare(folders.baseline).status == 2


def test_no_run_confirms_itself(folders):
    done = compare(folders.baseline, folders.slow, "--confirm", folders.slow)
    assert done.status == 2 and "--confirm" in done.err and "no second run" in done.err
