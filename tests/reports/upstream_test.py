"""Upstream-bound: when a server upstream counts as saturated, what is not ranked then, and that the page says so."""
from types import SimpleNamespace

import pytest

from reports import bottleneck, page, tables
from reports.figures import elapsed
from reports.matrix import matrix
from reports.metrics import METRICS
from reports.run_analysis import RunAnalysis

NAMES = ("callback/epoll", "coroutine/epoll", "blocking/posix")
WALL = 20_000_000


def plan_of(cases):
    return {"schema": 1, "cases": cases, "skipped": [], "exploratory": False, "margins": {}, "server_cpus": [1], "generator_cpus": [0], "implementations": [],
            "started_utc": "", "plan": "synthetic", "commit": "0", "seed": 1, "command": "run", "dirty": False}


def client_case(primary="elapsed_per_unit_ns", workload="postgres"):
    return {"id": workload, "title": f"{workload}, 1 worker", "family": workload, "kind": "computation", "workload": workload, "shape": "client", "unit": "request",
            "parameters": {}, "load": {"model": "none"}, "launch": "sliced", "rounds": 8, "slices": 2, "slice_ns": WALL, "workers": 1, "primary": primary,
            "reference": NAMES[0], "contestants": list(NAMES)}


def gateway_case(connections=4, model="closed"):
    return {"id": "gateway", "title": "gateway", "family": "gateway", "kind": "service", "workload": "gateway", "shape": "exchange", "unit": "request", "parameters": {},
            "load": {"model": model, "connections": connections, "pipelining": 1, "rate_per_s": 1000}, "launch": "sliced", "rounds": 8, "slices": 2, "slice_ns": WALL,
            "primary": "server_cpu_per_request_ns", "reference": NAMES[0], "contestants": list(NAMES)}


def launch_of(case, name, number, slice_, **more):
    model, _, backend = name.partition("/")
    return {"schema": 1, "case": case["id"], "round": number, "attempt": 0, "contestant": name, "role": "reference" if name == NAMES[0] else "contestant", "model": model,
            "backend": backend, "track": "idiomatic", "coarsened": False, "outcome": "ok", "cost": {}, "disturbance": {}, "slices": [{"index": i, **slice_} for i in range(2)], **more}


def run_of(case, slices, **more):
    """`slices` maps a contestant to what each of its slices holds."""
    launches = [launch_of(case, name, number, slices[name], **more) for number in range(8) for name in NAMES]
    return RunAnalysis(SimpleNamespace(folder="x", plan=plan_of([case]), environment={"grade": "B"}, run={"finished": True}, launches=launches, notices=[], atoms=None))


def client_slice(upstream, cpu=0.4):
    return {"iterations": 1, "real_ns": WALL, "cpu_ns": int(cpu * WALL), "upstream_cpu_ns": int(upstream * WALL)}


def service_slice(upstream, generator, server=0.8):
    return {"duration_ns": WALL, "requests": 100, "server_cpu_ns": int(server * WALL), "generator_cpu_ns": int(generator * WALL), "upstream_cpu_ns": int(upstream * WALL),
            "errors": 0, "timeouts": 0, "wrong": 0}


def clients(upstream, primary="elapsed_per_unit_ns"):
    slices = dict(zip(NAMES, map(client_slice, upstream)))
    return run_of(client_case(primary), slices, units=100, workers=1)


@pytest.mark.parametrize("workload, upstream, generator, cpus, full", [
    ("redis", 0.90, 0, 1, True),         # a client's: the generator's CPU is the server's alone
    ("redis", 0.89, 0, 1, False),
    ("gateway", 0.83, 0.12, 1, True),    # of 0.88 that the generator leaves
    ("gateway", 0.57, 0.36, 1, False),
    ("gateway", 0.47, 0.49, 1, False),   # the CPU is full, but more of it is the generator's
    ("gateway", 0.95, 0.50, 4, True),    # redis-server has one thread, however many CPUs there are
    ("postgres", 0.95, 0, 4, False),
    ("postgres", 3.70, 0, 4, True),
    ("echo", 0, 1, 1, False),            # nothing upstream
])
def test_a_server_upstream_is_full_at_nine_tenths_of_what_is_left_to_it(workload, upstream, generator, cpus, full):
    assert bottleneck.upstream_is_full(workload, upstream, generator, cpus) is full


def test_times_of_a_client_whose_server_is_full_are_not_ranked():
    (case,) = clients((0.97, 0.96, 0.45)).cases
    assert [case.bound(cell) for cell in case.measured] == [bottleneck.UPSTREAM, bottleneck.UPSTREAM, None]
    assert case.contrasts == {} and case.models == [] and case.best[0].contestant == "blocking/posix"
    rows = {row["label"]: row for row in tables.table(case)["rows"]}
    assert "upstream-bound" in rows["coroutine/epoll"]["remark"] and rows["blocking/posix"]["remark"] == ""
    assert [cell[0] for cell in rows["coroutine/epoll"]["cells"][1:3]] == ["", "not compared"]


def test_its_cpu_is_ranked_all_the_same():
    (case,) = clients((0.97, 0.96, 0.45), "cpu_per_unit_ns").cases
    assert set(case.contrasts) == set(NAMES[1:]) and case.best_set == set(NAMES)
    assert "upstream-bound" in tables.table(case)["rows"][0]["remark"]
    assert not case.held_up(case.measured[0], METRICS["cpu_per_unit_ns"]) and case.held_up(case.measured[0], METRICS["elapsed_per_unit_ns"])


def test_where_no_server_is_full_times_are_ranked():
    (case,) = clients((0.5, 0.5, 0.45)).cases
    assert set(case.contrasts) == set(NAMES[1:]) and all(case.bound(cell) is None for cell in case.measured)


@pytest.mark.parametrize("connections, upstream, generator, server, bound", [
    (4, 0.83, 0.12, 0.73, bottleneck.UPSTREAM),   # below 16 outstanding as well: that it is full is no guess
    (64, 0.73, 0.23, 0.77, bottleneck.UPSTREAM),
    (64, 0.47, 0.49, 0.89, bottleneck.GENERATOR),  # both on one CPU, which is full
    (64, 0.42, 0.46, 0.96, bottleneck.SERVER),
    (64, 0.30, 0.30, 0.80, bottleneck.WAKE_UP),
    (4, 0.57, 0.36, 0.71, None)])
def test_a_service_s_class_counts_what_upstream_servers_use_of_the_generator_s_cpus(connections, upstream, generator, server, bound):
    run = run_of(gateway_case(connections), dict.fromkeys(NAMES, service_slice(upstream, generator, server)))
    assert {run.cases[0].bound(cell) for cell in run.cases[0].measured} == {bound}
    assert run.classes == ({bound: 3} if bound else {})


def test_requests_per_second_are_not_compared_and_the_class_is_shown():
    (case,) = run_of(gateway_case(), dict.fromkeys(NAMES, service_slice(0.83, 0.12))).cases
    assert case.against_reference(METRICS["requests_per_s"]) == {} and set(case.contrasts) == set(NAMES[1:])
    assert tables.table(case)["rows"][0]["cells"][-1][0] == "upstream-bound"


def test_figure_matrix_and_page_say_it():
    run = clients((0.97, 0.96, 0.45))
    assert elapsed.per_unit(run.cases[0]).svg().count("upstream-bound, not ranked") == 2
    squares = {row["id"]: row["squares"][0].text for row in matrix(run.all_cases)["rows"]}
    assert squares["callback/epoll"] == squares["coroutine/epoll"] == "upstr.-bound" and squares["blocking/posix"] == "only"
    text = page.render(run, None)
    assert "2 upstream-bound" in text and "<dt>upstream-bound</dt>" in text
