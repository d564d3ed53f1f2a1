"""A run whose disk is full, read-only or limited ends with one sentence, keeps what it measured, and goes on once there is room."""

import json
import resource
import signal
import subprocess

import pytest

from measuring import launches, rounds, write_plan

ROUNDS = 10
CONTESTANTS = 4
ROOM = 56 * 1024  # for plan and facts (some 30 KiB) and some of the rounds (5 KiB each)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of few KiB, or the reason why there is none."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", disk], capture_output=True, text=True)
    if made.returncode != 0:
        pytest.skip(f"only root may mount; the test of the file size limit covers the rest ({made.stderr.strip()})")
    yield disk
    subprocess.run(["umount", disk], check=True)


def expect_stopped_whole(done, folder):
    assert done.returncode == 4
    sentence = done.stderr.splitlines()[-1]
    assert sentence.startswith(f"fiveways: cannot write {folder}/launches.jsonl: ") and "--resume" in sentence
    assert (folder / "launches.jsonl").read_text().endswith("}\n")
    held = rounds(folder)
    assert 0 < len(held) and all(len(contestants) == CONTESTANTS for contestants in held.values())
    return held


def expect_completed(fiveways, folder, held):
    before = (folder / "launches.jsonl").read_bytes()
    done = fiveways("run", "--resume", folder, "--no-report")
    assert done.returncode == 0, done.stderr
    assert (folder / "launches.jsonl").read_bytes().startswith(before)
    found = rounds(folder)
    assert {number for number, _ in found} == set(range(ROUNDS))
    assert len(launches(folder)) == CONTESTANTS * len(found)
    added = {number for number, _ in set(found) - set(held)}
    assert added == set(range(ROUNDS)) - {number for number, _ in held}
    assert json.loads((folder / "run.json").read_text())["finished"] is True


@pytest.fixture
def plan(tmp_path):
    return write_plan(tmp_path / "plan.json", ["coroutine/epoll"], rounds=ROUNDS)


def test_a_full_disk_ends_the_run_and_loses_no_finished_round(fiveways, plan, small_disk):
    folder = small_disk / "run"
    done = fiveways("run", "--plan", plan, "--out", folder, "--no-report")
    held = expect_stopped_whole(done, folder)
    assert "No space left on device" in done.stderr
    subprocess.run(["mount", "-o", "remount,size=1m", small_disk], check=True)
    expect_completed(fiveways, folder, held)


def test_a_file_that_may_not_grow_ends_the_run_and_loses_no_finished_round(fiveways, plan, tmp_path):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # else the kernel ends the program before it can say why
        resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM // 2, ROOM // 2))

    folder = tmp_path / "run"
    done = fiveways("run", "--plan", plan, "--out", folder, "--no-report", preexec_fn=limit)
    held = expect_stopped_whole(done, folder)
    assert "File too large" in done.stderr
    assert json.loads((folder / "run.json").read_text())["stopped_by"] == "error"
    expect_completed(fiveways, folder, held)


def test_a_disk_without_room_for_the_plan_does_not_send_to_resume(fiveways, plan, small_disk):
    subprocess.run(["mount", "-o", "remount,size=8k", small_disk], check=True)
    folder = small_disk / "run"
    done = fiveways("run", "--plan", plan, "--out", folder, "--no-report")
    assert done.returncode == 4
    assert done.stderr == (f"fiveways: cannot write {folder}/plan.json: No space left on device; "
                           f"nothing is measured yet: make room, remove {folder} and begin again\n")


def test_a_read_only_disk_is_named_before_anything_is_measured(fiveways, plan, small_disk):
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    folder = small_disk / "run"
    done = fiveways("run", "--plan", plan, "--out", folder, "--no-report")
    assert done.returncode == 2
    assert done.stderr == f"fiveways: --out {folder}: cannot make the folder: Read-only file system\n"
