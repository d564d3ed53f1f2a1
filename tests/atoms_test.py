"""`fiveways atoms`: a table, Google Benchmark's JSON, allocations that are known, and clear refusals."""

import json
import re

import pytest
from measuring import write_plan

QUICK = ("--benchmark_repetitions=2", "--benchmark_min_time=0.001")


def test_the_table_has_a_line_an_atom_in_their_order(fiveways):
    done = fiveways("atoms", *QUICK, "--benchmark_filter=^(calls|memory)/")
    assert done.returncode == 0, done.stderr
    heads, *lines = done.stdout.splitlines()
    assert re.split(r"  +", heads) == ["one of", "ns", "lowest–highest", "× a call", "allocations"]
    names = [line.split()[0] for line in lines]
    assert names == ["calls/function", "calls/heap_closure", "calls/std_function", "calls/virtual", "memory/malloc/64", "memory/malloc/4096",
                     "memory/malloc/65536", "memory/new"]
    assert lines[0].split()[3] == "1"  # times itself


def test_allocations_are_counted_by_all_threads_and_exactly(fiveways):
    done = fiveways("atoms", "--json", *QUICK, "--benchmark_filter=calls/function/")
    assert done.returncode == 0, done.stderr
    context = json.loads(done.stdout)["context"]
    for name, count in {"calls/function": 0, "calls/virtual": 0, "calls/std_function": 0, "calls/heap_closure": 1, "memory/new": 1, "locks/fetch_add": 0,
                        "coroutines/create_destroy": 1, "kernel/system_call": 0, "promises/std_promise": 2}.items():
        assert float(context["allocations " + name]) == count, name
    assert float(context["bytes memory/new"]) == 64


def test_the_json_says_what_an_operation_is_and_where_it_ran(fiveways, tmp_path):
    done = fiveways("atoms", "--quiet", *QUICK, "--benchmark_filter=calls/function", f"--benchmark_out={tmp_path / 'atoms.json'}")
    assert done.returncode == 0 and done.stdout == ""
    document = json.loads((tmp_path / "atoms.json").read_text())
    assert document["context"]["fiveways_unit"] == "calls/function" and document["context"]["fiveways_cpus"]
    runs = [one for one in document["benchmarks"] if one["run_type"] == "iteration"]
    assert [one["label"] for one in runs] == ["an opaque call that adds one; nothing is inlined"] * 2


def test_what_matches_nothing_lists_near_misses(fiveways):
    done = fiveways("atoms", "--benchmark_filter=calls/functio$")
    assert done.returncode == 2 and done.stdout == "" and "near: calls/function" in done.stderr


def test_an_unknown_word_is_refused_by_the_commands_own_name(fiveways):
    done = fiveways("atoms", "--frobnicate")
    assert done.returncode == 2 and "atoms: '--frobnicate' is not understood; see fiveways atoms --help" in done.stderr


@pytest.mark.parametrize("filters, measured", [((), True), (("--transport", "unix"), False)])
def test_a_run_ends_with_the_plans_atoms_unless_a_part_of_it_was_asked_for(fiveways, tmp_path, filters, measured):
    file = write_plan(tmp_path / "plan.json", ["coroutine/epoll"], rounds=1, slices=2)
    file.write_text(json.dumps(json.loads(file.read_text()) | {"atoms": {"repetitions": 1, "min_time_ms": 1}}))
    done = fiveways("run", "--plan", file, "--out", tmp_path / "results", "--no-report", "--unfit", *filters)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "results" / "atoms.json").exists() == measured
    assert ("atoms" in json.loads((tmp_path / "results" / "plan.json").read_text())) == measured
    if measured:
        runs = json.loads((tmp_path / "results" / "atoms.json").read_text())["benchmarks"]
        assert {"calls/function/real_time", "threads/create_join/one_cpu/real_time"} <= {one["run_name"] for one in runs}
        assert not any(one.get("error_occurred") for one in runs)
