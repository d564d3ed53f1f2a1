"""Every folder that cannot be reported on ends in one sentence and a documented exit status, never in a traceback."""
import contextlib
import io
import json
import os
import shutil
import subprocess

import pytest
from conftest import ROOT, TESTDATA

from reports.report import main


def report(*arguments, user=None):
    """In this process unless another user must run it."""
    if user is None:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main([*map(str, arguments)])
        return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())
    return subprocess.run(["/usr/bin/python3", ROOT / "reports" / "report.py", *map(str, arguments)], capture_output=True, text=True, user=user)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(TESTDATA / "verdicts", tmp_path / "run")


def fails(result, status, *words):
    assert result.returncode == status, result.stderr
    assert result.stderr.count("\n") == 1 and result.stderr.startswith("fiveways: "), result.stderr
    assert all(word in result.stderr for word in words), result.stderr


def test_a_missing_folder_is_a_usage_error(tmp_path):
    fails(report(tmp_path / "none"), 2, "no folder", "none")


def test_an_unknown_flag_is_a_usage_error(folder):
    fails(report(folder, "--colour"), 2, "--colour", "--help")
    fails(report(), 2, "folder")


def test_a_folder_of_something_else_says_which_file_is_missing(tmp_path):
    fails(report(tmp_path), 4, "plan.json is missing", "not a results folder")


def test_missing_launches_are_named(folder):
    (folder / "launches.jsonl").unlink()
    fails(report(folder), 4, "launches.jsonl is missing")


def test_a_launch_that_is_there_twice_names_file_and_lines(folder):
    lines = (folder / "launches.jsonl").read_text().splitlines(keepends=True)
    (folder / "launches.jsonl").write_text("".join([*lines, lines[1]]))
    fails(report(folder), 4, f"launches.jsonl, line {len(lines) + 1}: the launch of line 2 a second time", "two runs wrote to this folder")


def test_a_newer_schema_asks_for_the_fiveways_that_wrote_it(folder):
    plan = json.loads((folder / "plan.json").read_text())
    (folder / "plan.json").write_text(json.dumps({**plan, "schema": 2}))
    fails(report(folder), 4, "schema 2 is newer than this program's 1: use the Fiveways that wrote it")


def test_a_malformed_line_in_the_middle_names_file_and_line(folder):
    lines = (folder / "launches.jsonl").read_text().splitlines()
    lines[4] = lines[4][:50]
    (folder / "launches.jsonl").write_text("\n".join(lines) + "\n")
    fails(report(folder), 4, "launches.jsonl, line 5")


def test_a_truncated_last_line_is_dropped_with_a_notice(folder):
    text = (folder / "launches.jsonl").read_text()
    (folder / "launches.jsonl").write_text(text[:-200])
    result = report(folder, "--no-figures-files")
    assert result.returncode == 0 and "truncated" in result.stderr
    assert "is truncated: that launch is dropped" in (folder / "report.html").read_text()


@pytest.mark.parametrize("line", ['{"hello": 1}', "[1]", '{"schema": 1}', '"text"'])
def test_foreign_launches_name_file_and_line(folder, line):
    (folder / "launches.jsonl").write_text(line + "\n")
    fails(report(folder), 4, "launches.jsonl, line 1")


def test_launches_of_another_run_are_refused(folder):
    text = (folder / "launches.jsonl").read_text()
    (folder / "launches.jsonl").write_text(text.replace('"case":"echo-64c"', '"case":"other"', 1))
    fails(report(folder), 4, "case 'other' is not in plan.json")


def test_nothing_measured_has_nothing_to_report(folder):
    (folder / "launches.jsonl").write_text("")
    fails(report(folder), 4, "nothing was measured")


def test_only_failures_are_nothing_measured(folder):
    text = (folder / "launches.jsonl").read_text()
    (folder / "launches.jsonl").write_text(text.replace('"outcome":"ok"', '"outcome":"crashed"'))
    fails(report(folder), 4, "nothing was measured")


def test_a_launch_without_what_the_schema_promises_is_named_not_traced(folder):
    text = (folder / "launches.jsonl").read_text()
    (folder / "launches.jsonl").write_text(text.replace('"server_cpu_ns"', '"server_cpu"'))
    fails(report(folder), 4, "server_cpu_ns")


def test_a_plan_without_cases_is_foreign(folder):
    (folder / "plan.json").write_text('{"schema": 1}')
    fails(report(folder), 4, "plan.json", "cases")


def test_a_read_only_folder_is_reported_elsewhere(folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.chmod(0o555)
    user = None
    if os.geteuid() == 0:  # permissions do not bind root
        user = 65534
        elsewhere.chmod(0o777)
        for parent in tmp_path.parents:
            if parent.stat().st_uid == 0 and str(parent).startswith(str(tmp_path.parents[2])):
                parent.chmod(0o755)
        tmp_path.chmod(0o755)
    try:
        fails(report(folder, user=user), 4, "read-only", "--output")
        result = report(folder, "--output", elsewhere / "page.html", user=user)
        assert result.returncode == 0, result.stderr
        assert (elsewhere / "page.html").exists() and list((elsewhere / "figures").glob("*.png"))
    finally:
        folder.chmod(0o755)


def test_an_output_without_its_folder_is_a_usage_error(folder, tmp_path):
    fails(report(folder, "--output", tmp_path / "no" / "page.html"), 2, "--output")
    fails(report(folder, "--output", tmp_path), 2, "--output", "is a folder")


def test_a_full_disk_is_one_sentence(folder):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full on this machine")
    (folder / "report.html.part").symlink_to("/dev/full")
    fails(report(folder, "--no-figures-files"), 4, "No space left on device", "--output")


def test_an_interrupted_run_is_reported_as_far_as_it_came(folder):
    (folder / "run.json").unlink()
    result = report(folder, "--no-figures-files")
    assert result.returncode == 0 and "run.json is missing" in result.stderr
    assert "unfinished" in (folder / "report.html").read_text()
