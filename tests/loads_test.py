"""Loads beyond the plain loops, in launches of some tenths of a second: what must hold whatever the speed."""

import json

import pytest

from measuring import standing, write_plan

DURATION_MS = {"overload": 800, "churn": 800, "slo": 4000, "crowd": 300, "slow_senders": 400, "slow_readers": 400}


def plan_of(file, load, contestants, **changes):
    more = {"launch": "alone", "rounds": 1, "duration_ms": DURATION_MS.get(load["model"], 200), "warm_up_ms": 10, "warm_up_requests": 100,
            "primary": "server_cpu_per_request_ns", "load": load}
    return write_plan(file, contestants, **more | changes)


@pytest.fixture
def measured(fiveways, tmp_path):
    def run(load, contestants=("multithreaded/posix",), program=fiveways, status=0, **changes):
        plan = plan_of(tmp_path / "plan.json", load, list(contestants), **changes)
        done = program("run", "--plan", plan, "--out", tmp_path / "run", "--no-report", timeout=300)
        assert done.returncode == status, done.stderr
        return standing(tmp_path / "run")
    return run


def test_everyone_is_offered_the_same_rates_in_an_overload_and_every_request_is_accounted_for(measured):
    found = [one["overload"] for one in measured({"model": "overload", "connections": 16, "objective_ms": 20})]
    assert len(found) == 4
    for one in found:
        low, high, again = one["rates_per_s"]
        assert low == again and high == pytest.approx(3 * low) and low == pytest.approx(one["reference_per_s"] / 2)
        assert one["rates_per_s"] == found[0]["rates_per_s"], "equal absolute rates"
        assert sum(window[0] for window in one["windows"]) == one["offered"] == one["answered"] + one["lost"]
        assert all(good <= due for due, good, _ in one["windows"])
        assert one["from_due"]["count"] == one["offered"]
        assert len(one["windows"]) * one["window_ns"] == 4 * one["phase_ns"]


def test_a_rate_of_a_broadcast_is_of_deliveries(measured):
    for one in measured({"model": "overload", "connections": 10, "objective_ms": 20}, workload="chat"):
        found = one["overload"]
        assert one["outcome"] == "ok", one["sentence"]
        assert found["offered"] == found["answered"] + found["lost"] == found["from_due"]["count"]
        assert all(due % 10 == 0 for due, _, _ in found["windows"])
        offered = sum(window[0] for window in found["windows"]) / (found["phase_ns"] * 4e-9)
        assert offered == pytest.approx(sum(found["rates_per_s"] + found["rates_per_s"][:1]) / 4, rel=0.2)


def test_a_rate_within_an_easy_objective_is_found_and_was_confirmed(measured):
    for one in measured({"model": "slo", "connections": 16, "objective_ms": 400}, contestants=["coroutine/epoll"], duration_ms=20_000):
        slo = one["slo"]
        if not slo["finished"]:
            continue  # a machine this busy may keep it from ending in time; then there is no number either
        assert slo["highest_passed_per_s"] < slo["lowest_missed_per_s"]
        assert slo["looks"][-1]["said"] == "passed" and slo["looks"][-1]["rate_per_s"] == slo["highest_passed_per_s"]
        assert sum(look["rate_per_s"] == slo["highest_passed_per_s"] for look in slo["looks"]) == 2
        assert all(look["p99_ns"] <= 400e6 for look in slo["looks"] if look["said"] == "passed")


def test_an_objective_that_nobody_meets_gives_no_number(measured):
    for one in measured({"model": "slo", "connections": 16, "objective_ms": 0.001}, duration_ms=700):
        assert "highest_passed_per_s" not in one["slo"] and not one["slo"]["finished"]


@pytest.mark.parametrize("workload", ["echo", "http", "chat"])
@pytest.mark.parametrize("transport", ["tcp", "unix"])
def test_churn_opens_a_connection_for_every_request(measured, workload, transport):
    for one in measured({"model": "churn", "connections": 8, "transport": transport}, workload=workload):
        assert one["outcome"] == "ok", one["sentence"]
        assert all(part["requests"] > 0 and part["server_cpu_ns"] > 0 for part in one["slices"])
        assert one["response"]["count"] >= sum(part["requests"] for part in one["slices"])


def test_a_server_with_one_connection_at_a_time_bears_churn_by_one(measured):
    found = measured({"model": "churn", "connections": 1}, contestants=["blocking/posix"])
    assert {one["contestant"]: one["outcome"] for one in found}["blocking/posix"] == "ok"


def test_a_crowd_grows_by_fifths_and_a_thread_each_costs_more_memory(measured):
    found = {one["contestant"]: one["crowd"]["points"] for one in measured({"model": "crowd", "connections": 500})}
    for points in found.values():
        assert [point["connections"] for point in points] == [5, 105, 205, 305, 405, 505]
        assert all(point["requests"] > 0 for point in points)
    threads, loop = found["multithreaded/posix"], found["callback/epoll"]
    assert [point["threads"] for point in threads][1:] > [100, 200, 300, 400, 500] and {point["threads"] for point in loop} == {1}
    growth = lambda points: points[-1]["rss_bytes"] - points[0]["rss_bytes"]
    assert growth(threads) > growth(loop)


def test_every_subscriber_of_a_growing_crowd_gets_every_message(measured):
    for one in measured({"model": "crowd", "connections": 500}, workload="chat"):
        points = one["crowd"]["points"]
        assert [point["connections"] for point in points] == [5, 105, 205, 305, 405, 505]
        assert all(point["requests"] > 0 and point["requests"] % point["connections"] == 0 for point in points)


def slow_subscribers(measured, *contestants, program):
    load = {"model": "slow_readers", "connections": 5, "rate_per_s": 6000, "slow": 3}
    return {one["contestant"]: one for one in measured(load, contestants, program, workload="chat", parameters={"message_bytes": 16_384}, duration_ms=1200)}


def test_a_broadcast_disconnects_slow_subscribers_and_the_others_get_everything(measured, fiveways):
    for one in slow_subscribers(measured, "coroutine/epoll", "multithreaded/posix", program=fiveways).values():
        slow = one["slow"]
        assert one["outcome"] == "ok", one["sentence"]
        assert slow["finished"] and slow["disconnected"] == 3 and slow["wrong"] == 0
        assert slow["after"]["rss_bytes"] - slow["before"]["rss_bytes"] < 32 << 20
        assert one["latency"]["from_due"]["count"] == one["latency"]["offered"] > 0
        if one["contestant"] != "multithreaded/posix":  # whose threads, on a busy machine, may be late with a fast subscriber's mail too
            assert one["latency"]["answered"] == one["latency"]["offered"]


def test_a_broadcast_that_waits_for_slow_subscribers_shows_in_what_the_others_get(measured, faulty):
    waits = slow_subscribers(measured, "callback/waits", program=faulty)["callback/waits"]
    assert waits["slow"]["disconnected"] == 0
    assert waits["latency"]["answered"] < waits["latency"]["offered"] == waits["latency"]["from_due"]["count"]


@pytest.mark.parametrize("kind", ["slow_senders", "slow_readers"])
def test_slow_peers_are_served_to_the_end(measured, kind):
    found = measured({"model": kind, "connections": 8, "rate_per_s": 2000, "slow": 2})
    assert len(found) == (4 if kind == "slow_senders" else 3), "the null server waits for a peer to read, so it stands out"
    for one in found:
        assert one["outcome"] == "ok", one["sentence"]
        slow = one["slow"]
        assert slow["finished"] and slow["closed"] == slow["wrong"] == 0
        assert (slow["bytes_sent_unread"] > 0) == (kind == "slow_readers")
        assert one["latency"]["from_due"]["count"] == one["latency"]["offered"] > 0


def test_a_server_that_keeps_what_it_cannot_send_shows_in_its_memory(measured, faulty):
    found = {one["contestant"]: one["slow"] for one in measured({"model": "slow_readers", "connections": 4, "rate_per_s": 500, "slow": 1}, ["callback/unbounded"], faulty)}
    held = lambda one: one["after"]["rss_bytes"] - one["before"]["rss_bytes"]
    assert held(found["callback/unbounded"]) > 4 * max(held(found["callback/epoll"]), 2 << 20)


@pytest.mark.parametrize("workload, contestant", [("echo", "blocking/posix"), ("chat", "multithreaded/posix")])
@pytest.mark.parametrize("placement", ["same_core", "blocking", "spinning"])
def test_one_connection_is_measured_where_the_case_says(measured, placement, workload, contestant):
    for one in measured({"model": "one_connection", "placement": placement}, contestants=[contestant], workload=workload):
        assert one["outcome"] == "ok", one["sentence"]
        plan_cpus = one["cost"]["cpus_allowed"]
        assert plan_cpus.isdigit()
        assert sum(part["requests"] for part in one["slices"]) <= one["response"]["count"]
        assert one["response"]["min_ns"] > 0


def test_same_core_serves_on_the_generators_cpu(measured, tmp_path):
    found = measured({"model": "one_connection", "placement": "same_core"})
    plan = json.loads((tmp_path / "run" / "plan.json").read_text())
    assert {one["cost"]["cpus_allowed"] for one in found} == {",".join(map(str, plan["generator_cpus"]))}


@pytest.mark.parametrize("workload, times", [("echo", 1), ("chat", 16)])
@pytest.mark.parametrize("arrivals", ["ramp", "burst"])
def test_a_changing_rate_is_counted_by_windows(measured, arrivals, workload, times):
    load = {"model": "open", "connections": 16, "arrivals": arrivals, "rate_per_s": times * 1000, "peak_per_s": times * 10_000, "objective_ms": 50}
    for one in measured(load, duration_ms=500, workload=workload):
        windows = one["latency"]["windows"]
        assert len(windows) == 5
        assert sum(window[0] for window in windows) == one["latency"]["offered"]
        rates = [window[0] for window in windows]
        assert rates.index(max(rates)) == (4 if arrivals == "ramp" else 2)


def test_what_a_broadcast_cannot_be_loaded_with_is_said(fiveways):
    done = fiveways("run", "--dry-run", "--plan", "loads", "--workload", "chat", "--load", "slow_senders")
    assert done.returncode == 2 and "a broadcast has no slow senders" in done.stderr


def test_loads_of_a_broadcast_are_planned_where_it_is_named(fiveways):
    assert " chat-" not in fiveways("run", "--dry-run", "--plan", "loads").stdout
    planned = fiveways("run", "--dry-run", "--plan", "loads", "--workload", "chat").stdout
    assert all(word in planned for word in ("-50000ps ", "-ramp-", "-burst-", "-overload", "-slo-", "-churn", "-crowd", "-slow_readers", "-spinning"))


def test_a_wrong_answer_voids_a_launch_under_any_load(measured, faulty):
    found = measured({"model": "churn", "connections": 4}, ["callback/wrong_byte"], faulty, status=1)
    assert {one["contestant"]: one["outcome"] for one in found}["callback/wrong_byte"] == "wrong"


def test_load_names_are_checked_and_select_cases(fiveways):
    done = fiveways("run", "--dry-run", "--plan", "loads", "--load", "overload")
    assert done.returncode == 0 and "-overload" in done.stdout and "-churn" not in done.stdout
    assert fiveways("run", "--dry-run", "--load", "overlode").returncode == 2


@pytest.mark.parametrize("load, named", [({"model": "overload"}, "objective_ms"), ({"model": "open", "arrivals": "ramp", "rate_per_s": 10}, "peak_per_s"),
                                         ({"model": "stampede"}, "stampede")])
def test_a_plan_that_lacks_what_a_load_needs_is_refused(fiveways, tmp_path, load, named):
    done = fiveways("run", "--dry-run", "--plan", plan_of(tmp_path / "plan.json", load, ["coroutine/epoll"]))
    assert done.returncode == 2 and named in done.stderr
