"""What `run` plans for which flags, and that a seed fixes every order."""

import json
import os
import re

import pytest

from measuring import launches, standing, write_plan


def planned(fiveways, *arguments):
    """case → contestants, as --dry-run prints them."""
    done = fiveways("run", "--dry-run", *arguments)
    assert done.returncode == 0, done.stderr
    return {name: int(count) for name, count in re.findall(r"^  (\S+) +(\d+) contestants", done.stdout, re.MULTILINE)}


def estimate_s(program):
    done = program("run", "--dry-run")
    return int(re.search(r"^about (\d+) s;", done.stdout, re.MULTILINE)[1])


@pytest.mark.parametrize(
    "flag, word, near",
    [
        ("--workload", "ech", "near: echo"),
        ("--model", "callbck", "near: callback"),
        ("--backend", "epol", "near: epoll"),
        ("--impl", "callback/epol", "near: callback/epoll"),
        ("--plan", "quik", "full, loads, quick, standard"),
    ],
)
def test_a_filter_that_matches_nothing_lists_near_misses(fiveways, flag, word, near):
    done = fiveways("run", "--dry-run", flag, word)
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"{flag} {word}" in done.stderr and near in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments, named",
    [
        (("--param", "frobs=1"), "'frobs'"),
        (("--server-cpus", "100000"), "--server-cpus '100000'"),
        (("--server-cpus", "0"), "--server-cpus 0"),
        (("--server-cpus", "many"), "--server-cpus 'many'"),
        (("--workload", "fib", "--rate", "1000"), "--rate"),
        (("--transport", "pigeon"), "--transport pigeon"),
        (("--connections", "0"), "--connections"),
        (("--rounds", "0"), "--rounds"),
        (("--seed", "-1"), "--seed"),
    ],
)
def test_what_cannot_be_planned_exits_with_2_and_names_the_flag(fiveways, arguments, named):
    done = fiveways("run", "--dry-run", *arguments)
    assert done.returncode == 2
    assert named in done.stderr


def test_a_load_is_put_on_every_service_that_replies(fiveways):
    names = re.search(r"--load,--loop.*?\{([^}]+)\}", fiveways("run", "--help").stdout, re.DOTALL)[1].split(",")
    services = [one["name"] for one in json.loads(fiveways("list", "--json").stdout)["workloads"] if one["shape"] in ("stream", "exchange")]
    assert {"http", "store", "gateway"} <= set(services) and {"slow_readers", "one_connection"} <= set(names)
    for name in set(names) - {"closed", "open"}:
        for workload in services:
            cases = planned(fiveways, "--plan", "loads", "--load", name, "--workload", workload, "--impl", "multithreaded/pool")
            assert cases and all(one.startswith(f"{workload}-") for one in cases)


@pytest.mark.parametrize("arguments, named", [
    (("--workload", "sleep_storm"), "; --workload sleep_storm is in --plan full, standard"),
    (("--load", "crowd"), "; --load crowd is in --plan loads"),
    (("--workload", "sleep_storm", "--load", "crowd"), "; no plan has --workload sleep_storm --load crowd"),
])
def test_what_a_plan_has_not_is_said_to_be_in_another(fiveways, arguments, named):
    done = fiveways("run", "--dry-run", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("fiveways: nothing is left to measure: the plan quick ") and done.stderr.endswith(named + "\n")


def test_an_estimate_that_one_run_may_exceed_is_called_a_lower_bound(fiveways):
    arguments = ("run", "--dry-run", "--workload", "fib", "--rounds", "1", "--slices", "4", "--param")
    assert re.search(r"^about \d+ s;", fiveways(*arguments, "n=20").stdout, re.MULTILINE)
    large = fiveways(*arguments, "n=36").stdout
    assert re.search(r"^  fib-n36\S* .*, at least \d+ s$", large, re.MULTILINE) and re.search(r"^at least \d+ s;", large, re.MULTILINE)


def test_server_cpus_that_leave_none_for_the_generator_are_refused(fiveways):
    everything = ",".join(map(str, sorted(os.sched_getaffinity(0))))
    done = fiveways("run", "--dry-run", "--server-cpus", everything)
    assert done.returncode == 2
    assert f"--server-cpus {everything} leaves no CPU for the generator" in done.stderr


def test_connections_make_the_cases(fiveways):
    cases = planned(fiveways, "--connections", "1,16", "--loop", "closed")
    assert set(cases) == {"echo-1c", "echo-16c", "http-1c", "http-16c"}


def test_a_rate_keeps_open_loops_only(fiveways):
    cases = planned(fiveways, "--rate", "5000,7000")
    assert set(cases) == {"echo-64c-5000ps", "echo-64c-7000ps"}


def test_workers_keep_computations_only(fiveways):
    cases = planned(fiveways, "--workers", "1")
    assert cases and all(one.endswith("-1w") for one in cases)


def test_a_sweep_makes_a_case_a_value_unless_the_value_is_given(fiveways, tmp_path):
    plan = write_plan(tmp_path / "plan.json", ["callback/pool"], family="stencil", workload="stencil", parameters={"width": 3}, sweep={"rounds": [8, 64]},
                      primary="elapsed_per_unit_ns", reference="blocking/std")
    assert set(planned(fiveways, "--plan", plan, "--workers", "2")) == {f"stencil-steps997-width3-rounds{rounds}-2w" for rounds in (8, 64)}
    assert set(planned(fiveways, "--plan", plan, "--workers", "2", "--param", "rounds=5")) == {"stencil-steps997-width3-rounds5-2w"}


def test_a_filter_keeps_reference_copy_and_floor(fiveways):
    cases = planned(fiveways, "--workload", "echo", "--impl", "coroutine/epoll", "--connections", "4", "--loop", "closed")
    assert cases == {"echo-4c": 4}  # the reference, its copy, the null server, and the one asked for


def test_the_quick_plan_stays_quick_however_many_implementations_there_are(fiveways, faulty):
    few, many = (json.loads(program("list", "--json").stdout)["implementations"] for program in (fiveways, faulty))
    assert len(many) >= len(few) + 10
    assert estimate_s(fiveways) <= 128
    assert estimate_s(faulty) <= 128


@pytest.fixture(scope="module")
def seeded(fiveways, tmp_path_factory):
    folder = tmp_path_factory.mktemp("seeded")
    plan = write_plan(folder / "plan.json", ["coroutine/epoll", "promise/epoll", "multithreaded/posix"], rounds=3, slices=2)
    for name, seed in (("one", "7"), ("again", "7"), ("other", "8")):
        done = fiveways("run", "--plan", plan, "--out", folder / name, "--seed", seed, "--no-report")
        assert done.returncode == 0, done.stderr
    return folder


def order_of(folder):
    """The contestants of the first attempt of each round, in the order they were started; repeated rounds move the numbers, not the order."""
    first = [one for one in launches(folder) if one["attempt"] == 0]
    return [(one["round"], one["contestant"], one["role"]) for one in sorted(first, key=lambda one: one["order"])]


def test_a_seed_fixes_the_order_of_contestants(seeded):
    assert order_of(seeded / "one") == order_of(seeded / "again")
    assert order_of(seeded / "one") != order_of(seeded / "other")


def test_rounds_differ_in_their_order(seeded):
    order = order_of(seeded / "one")
    by_round = [[one[1:] for one in order if one[0] == number] for number in range(3)]
    assert len({tuple(one) for one in by_round}) > 1


def test_a_run_writes_what_tools_for_google_benchmark_read(seeded):
    view = json.loads((seeded / "one" / "benchmark.json").read_text())
    assert {"date", "host_name", "num_cpus", "library_build_type"} <= set(view["context"])
    assert len(view["benchmarks"]) == sum(len(one["slices"]) for one in standing(seeded / "one"))
    for one in view["benchmarks"]:
        assert one["run_name"] == one["name"] and one["run_type"] == "iteration" and one["time_unit"] == "ns"
        assert one["name"].startswith("echo-16c/")
        assert isinstance(one["iterations"], int) and one["iterations"] > 0
        assert one["real_time"] > 0 and one["cpu_time"] > 0


def test_a_case_whose_reference_refuses_it_is_left_out_with_the_reason(fiveways, tmp_path):
    def dry_run(placement):
        plan = write_plan(tmp_path / "plan.json", ["*"], workload="handover", parameters={"rounds": 10, "placement": placement}, workers=1,
                          primary="elapsed_per_unit_ns", reference="coroutine/std")
        return fiveways("run", "--dry-run", "--plan", plan)

    assert dry_run(placement=0).returncode == 0
    across = dry_run(placement=2)
    assert across.returncode == 2
    assert "coroutine/std both parties run on one thread, so on one core" in across.stderr


def test_a_trial_refuses_what_the_cell_cannot_do(fiveways):
    done = fiveways("trial", "coroutine/std", "--workload", "handover", "--param", "placement=2", "--command-fd", "0", "--result-fd", "1")
    assert done.returncode == 2
    assert "coroutine/std refuses: both parties run on one thread" in done.stderr


def test_bench_leaves_out_what_a_cell_refuses(fiveways):
    done = fiveways("bench", "--benchmark_list_tests", "--benchmark_filter=^handover/", "--param", "placement=2")
    assert done.returncode == 0
    assert "handover/coroutine/mailbox/" in done.stdout and "handover/coroutine/std/" not in done.stdout
