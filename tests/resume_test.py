"""A run that is killed, interrupted or out of room leaves whole rounds and no process behind, and goes on from there."""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
from contextlib import contextmanager

import pytest

from measuring import all_ended, launches, rounds, servers_of, until, watched, write_plan

ROUNDS = 3
CONTESTANTS = 4  # the reference, its copy, the null server, and the one named


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return write_plan(tmp_path_factory.mktemp("plan") / "plan.json", ["coroutine/epoll"], rounds=ROUNDS)


@pytest.fixture(scope="module")
def finished(fiveways, plan, tmp_path_factory):
    """The folder of a run that nothing disturbed; tests work on copies."""
    folder = tmp_path_factory.mktemp("finished") / "run"
    done = fiveways("run", "--plan", plan, "--out", folder, "--no-report")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def copy(finished, tmp_path):
    return shutil.copytree(finished, tmp_path / "copy")


def lines(folder):
    file = folder / "launches.jsonl"
    return file.read_bytes().splitlines(keepends=True) if file.exists() else []


def expect_every_round_once(folder):
    found = rounds(folder)
    assert {number for number, _ in found} == set(range(ROUNDS))
    assert all(len(contestants) == CONTESTANTS and len(set(contestants)) == CONTESTANTS for contestants in found.values())
    assert all(attempt == 0 or (number, attempt - 1) in found for number, attempt in found)
    assert len(launches(folder)) == CONTESTANTS * len(found), "no round of an attempt is there twice"
    assert json.loads((folder / "run.json").read_text())["finished"] is True


@contextmanager
def run_in_mid_round(fiveways, folder):
    """A run of many rounds with at least one on disk, all servers of another one alive."""
    plan = write_plan(folder / "long.json", ["coroutine/epoll"], rounds=1000)
    command = [fiveways.program, "run", "--plan", plan, "--out", folder / "run", "--no-report"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            until(lambda: len(lines(folder / "run")) >= CONTESTANTS or process.poll() is not None, "the first round")
            servers = until(lambda: len(found := servers_of(process.pid)) == CONTESTANTS and found, "the servers of the next")
            yield process, watched(servers)
        finally:
            process.kill()


def test_a_killed_run_leaves_whole_rounds_and_no_server(fiveways, tmp_path):
    with run_in_mid_round(fiveways, tmp_path) as (process, servers):
        process.kill()
        process.wait(30)
        assert all_ended(servers)
    assert all(line.endswith(b"\n") for line in lines(tmp_path / "run"))
    assert all(len(contestants) == CONTESTANTS for contestants in rounds(tmp_path / "run").values())


def test_ctrl_c_stops_at_once_and_says_how_to_go_on(fiveways, tmp_path):
    with run_in_mid_round(fiveways, tmp_path) as (process, servers):
        process.send_signal(signal.SIGINT)
        text, _ = process.communicate(timeout=30)
        assert process.returncode == 4
        assert all_ended(servers)
    folder = tmp_path / "run"
    held = {number for number, _ in rounds(folder)}
    said = json.loads((folder / "run.json").read_text())
    assert said["stopped_by"] == "SIGINT" and said["finished"] is False
    assert (said["rounds"], said["rounds_left"]) == (len(held), 1000 - len(held))
    assert f"interrupted with {1000 - len(held)} rounds left; go on with: fiveways run --resume {folder}" in text
    assert all(len(contestants) == CONTESTANTS for contestants in rounds(folder).values())


@pytest.mark.parametrize(
    "left_of_the_end",
    ["nothing of the round", "half a line", "one line and a half", "three whole lines"],
)
def test_resume_measures_the_missing_rounds_and_no_others(fiveways, copy, left_of_the_end):
    file = copy / "launches.jsonl"
    whole = lines(copy)
    last = json.loads(whole[-1])["round"]
    first = next(i for i, line in enumerate(whole) if json.loads(line)["round"] == last)
    kept, torn = whole[:first], whole[first : first + CONTESTANTS]
    half = {"nothing of the round": b"", "half a line": torn[0][:100], "one line and a half": torn[0] + torn[1][:-1],
            "three whole lines": b"".join(torn[:3])}[left_of_the_end]
    file.write_bytes(b"".join(kept) + half)
    done = fiveways("run", "--resume", copy, "--no-report")
    assert done.returncode == 0, done.stderr
    assert f"{ROUNDS - 1} rounds are complete" in done.stdout
    assert lines(copy)[:first] == kept
    assert {one["round"] for one in launches(copy)[first:]} == {last}
    expect_every_round_once(copy)


def contents(folder):
    return {one.name: (one.read_bytes(), one.stat().st_mtime_ns) for one in folder.iterdir()}


def without_last_round(folder):
    """The folder as a run leaves it that was interrupted a round before its end, half a line of which was written."""
    whole = lines(folder)
    kept = [line for line in whole if json.loads(line)["round"] < ROUNDS - 1]
    (folder / "launches.jsonl").write_bytes(b"".join(kept) + whole[-1][:100])
    change(folder / "run.json", finished=False, stopped_by="SIGINT")


def change(file, **members):
    file.write_text(json.dumps(json.loads(file.read_text()) | members))


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_resuming_a_finished_run_says_so_and_writes_nothing(fiveways, copy, more):
    before = contents(copy)
    done = fiveways("run", "--resume", copy, *more)
    assert done.returncode == 0, done.stderr
    assert f"{copy} is finished: all {ROUNDS} rounds are complete" in done.stdout
    assert contents(copy) == before


def test_a_dry_run_of_a_resumption_prints_what_is_left_and_writes_nothing(fiveways, copy):
    without_last_round(copy)
    before = contents(copy)
    done = fiveways("run", "--resume", copy, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert f"{ROUNDS - 1} rounds are complete, 1 are left" in done.stdout
    assert re.search(rf"^  echo-16c +1 of {ROUNDS} rounds, ", done.stdout, re.MULTILINE)
    assert contents(copy) == before


def test_a_resumed_run_tells_the_figures_of_all_its_parts(fiveways, copy):
    without_last_round(copy)
    change(copy / "run.json", duration_s=1000)
    done = fiveways("run", "--resume", copy, "--no-report")
    assert done.returncode == 0, done.stderr
    said = json.loads((copy / "run.json").read_text())
    assert 1000 < said["duration_s"] < 1060
    assert (said["rounds"], said["rounds_left"]) == (ROUNDS, 0)
    assert said["rounds_repeated"] == len(rounds(copy)) - ROUNDS


@pytest.mark.parametrize("flag", ["--plan", "--workload", "--impl", "--rounds", "--seed", "--load", "--out"])
def test_a_resumed_run_takes_no_other_plan(fiveways, copy, flag):
    without_last_round(copy)
    before = contents(copy)
    value = {"--rounds": "5", "--seed": "1", "--load": "closed"}.get(flag, "echo")
    done = fiveways("run", "--resume", copy, flag, value)
    assert done.returncode == 2
    assert done.stderr == f"fiveways: {flag} and --resume exclude each other: a run goes on by the plan of its folder\n"
    assert contents(copy) == before


def other_fact(folder, path, value):
    file = folder / "environment.json"
    content = json.loads(file.read_text())
    *parents, last = path
    inner = content["facts"]
    for one in parents:
        inner = inner[one]
    inner[last] = value
    file.write_text(json.dumps(content))


@pytest.mark.parametrize("spoil, named", [
    (lambda folder: change(folder / "plan.json", commit="0123456"), "another commit: 0123456 then, "),
    (lambda folder: change(folder / "plan.json", dirty=not json.loads((folder / "plan.json").read_text())["dirty"]), "another state of uncommitted changes: "),
    (lambda folder: other_fact(folder, ("build", "type"), "Debug"), "another build type: Debug then, "),
    (lambda folder: other_fact(folder, ("cpu", "model"), "abacus"), "another CPU model: abacus then, "),
], ids=["commit", "changes", "build", "machine"])
def test_rounds_of_another_program_or_machine_are_not_added(fiveways, copy, spoil, named):
    without_last_round(copy)
    spoil(copy)
    before = contents(copy)
    done = fiveways("run", "--resume", copy, "--no-report")
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1 and named in done.stderr and " now; begin a new run" in done.stderr
    assert contents(copy) == before


def test_two_runs_at_once_do_not_share_a_folder(fiveways, copy):
    without_last_round(copy)
    before = contents(copy)
    folder = os.open(copy, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        done = fiveways("run", "--resume", copy, "--no-report")
    finally:
        os.close(folder)
    assert done.returncode == 4
    assert done.stderr == f"fiveways: another run writes to {copy}: wait until it has ended\n"
    assert contents(copy) == before


def test_a_run_locks_its_folder(fiveways, tmp_path):
    with run_in_mid_round(fiveways, tmp_path) as (process, servers):
        done = fiveways("run", "--resume", tmp_path / "run", "--no-report")
        assert done.returncode == 4 and "another run writes to" in done.stderr
        process.kill()
        assert all_ended(servers)


def with_last_launch_wrong(folder):
    last = lines(folder)[-1]
    whole = lines(folder)[:-1]
    (folder / "launches.jsonl").write_bytes(b"".join([*whole, last.replace(b'"outcome":"ok"', b'"outcome":"wrong"')]))


def test_a_resumed_run_still_says_that_an_earlier_launch_failed(fiveways, copy):
    with_last_launch_wrong(copy)
    assert fiveways("run", "--resume", copy, "--no-report").returncode == 1


def test_a_launch_whose_round_was_repeated_does_not_count(fiveways, copy):
    repeated = [json.dumps(json.loads(line) | {"attempt": 7}) + "\n" for line in lines(copy)[-CONTESTANTS:]]
    with_last_launch_wrong(copy)
    with (copy / "launches.jsonl").open("a") as file:
        file.writelines(repeated)
    assert fiveways("run", "--resume", copy, "--no-report").returncode == 0


def with_schema(folder, schema):
    content = json.loads((folder / "plan.json").read_text())
    (folder / "plan.json").write_text(json.dumps(content | {"schema": schema}))


def with_second_line(folder, line):
    whole = lines(folder)
    (folder / "launches.jsonl").write_bytes(b"".join([whole[0], line, *whole[2:]]))


@pytest.mark.parametrize(
    "spoil, named",
    [
        (lambda folder: [one.unlink() for one in folder.iterdir()], "launches.jsonl"),
        (lambda folder: (folder / "plan.json").unlink(), "plan.json is missing"),
        (lambda folder: (folder / "plan.json").write_text('{"schema": 1'), "plan.json is cut off or not JSON"),
        (lambda folder: (folder / "plan.json").write_text('{"name": "foreign"}'), "plan.json is not a plan of Fiveways"),
        (lambda folder: with_schema(folder, 99), "plan.json has schema 99"),
        (lambda folder: with_second_line(folder, b"{half\n"), "launches.jsonl line 2 is not a launch"),
        (lambda folder: with_second_line(folder, b'{"some": "json"}\n'), "launches.jsonl line 2 is not a launch"),
        (lambda folder: with_second_line(folder, b""), "begins a round before the one above is complete"),
    ],
    ids=["empty", "no plan", "cut plan", "foreign plan", "newer schema", "malformed line", "foreign line", "lost line"],
)
def test_a_folder_that_is_not_ours_is_refused_in_one_sentence_and_left_as_it_is(fiveways, copy, spoil, named):
    spoil(copy)
    before = lines(copy)
    done = fiveways("run", "--resume", copy, "--no-report")
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1 and named in done.stderr
    assert lines(copy) == before


@pytest.mark.parametrize("folder, arguments", [("--resume /no/such/folder", ()), ("--out /dev/null/run", ("--workload", "echo"))])
def test_a_folder_that_cannot_be_is_named_in_one_sentence(fiveways, folder, arguments):
    done = fiveways("run", "--no-report", *folder.split(), *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"fiveways: {folder}") and len(done.stderr.splitlines()) == 1


def test_an_earlier_run_is_not_overwritten(fiveways, plan, copy):
    before = lines(copy)
    done = fiveways("run", "--plan", plan, "--out", copy, "--no-report")
    assert done.returncode == 2
    assert f"--out {copy} exists already" in done.stderr and "--resume" in done.stderr
    assert lines(copy) == before
