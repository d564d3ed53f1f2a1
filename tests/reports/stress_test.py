"""Loads beyond the plain loops: recovery, goodput, slopes and tables, against hand computations on made-up launches."""
import pytest

from reports import findings, page, stress, stress_tables
from reports.load import Results, names
from reports.run_analysis import RunAnalysis

GOOD, BAD = [100, 100, 100], [100, 0, 60]
RESPONSE = {"count": 1000, "min_ns": 900, "max_ns": 2100, "mean_ns": 1500, "buckets": [[1000, 499], [1500, 490], [2100, 11]]}


def overload(last, good=10):
    windows = [[100, good * 10, 100]] * 5 + [[300, 0, 60]] * 5 + last
    return {"overload": {"windows": windows, "phase_ns": 500_000_000, "window_ns": 100_000_000, "objective_ns": 10_000_000, "rates_per_s": [1000, 3000, 1000],
                         "reference_per_s": 2000.0, "own_per_s": 1900.0, "offered": sum(one[0] for one in windows), "answered": 900, "lost": 100}}


@pytest.mark.parametrize("last, ms, did", [
    ([GOOD] * 5, 100, True),                              # at once: within the first window
    ([BAD, BAD, GOOD, GOOD, GOOD], 300, True),
    ([GOOD, BAD, BAD, GOOD, GOOD], 400, True),            # a good window that bad ones follow is no recovery
    ([BAD] * 5, 500, False),
    ([BAD, GOOD, GOOD, [100, 99, 100], GOOD], 200, True),  # 99 of 100 is good
    ([BAD, [0, 0, 0], GOOD, GOOD, GOOD], 300, True),      # nothing due tells nothing
])
def test_recovery_ends_with_the_first_window_after_which_all_is_good(last, ms, did):
    assert stress.recovery(overload(last)) == (ms * 1_000_000, did)


def test_the_phases_are_told_apart_and_goodput_counts_what_was_due():
    launch = overload([GOOD] * 5, good=9)
    before, during, after = stress.phases(launch)
    assert stress.share(before) == pytest.approx(0.9) and stress.share(during) == 0 and stress.share(after) == 1
    assert stress.goodput_share([launch]) == pytest.approx((450 + 0 + 500) / (500 + 1500 + 500))
    assert stress.share([]) is None


def crowd(slope, kernel=None):
    sizes = (5, 105, 205, 305, 405, 505)
    points = [{"connections": size, "rss_bytes": 1, "pss_bytes": 4_000_000 + slope * size, "threads": size, "requests": 10, "server_cpu_ns": 10 * size, "duration_ns": 1}
              | ({"kernel_bytes": 7 * size} if kernel else {"kernel_absent": "/proc/meminfo has no Slab:"}) for size in sizes]
    return {"crowd": {"active": 5, "points": points}}


def test_bytes_a_connection_are_the_slope_and_absent_where_the_kernel_does_not_say():
    assert stress.growth([crowd(250)], "pss_bytes", "rss_bytes").value == pytest.approx(250)
    assert stress.growth([crowd(250), crowd(260), crowd(900)], "pss_bytes").value == pytest.approx(260), "the median of rounds"
    assert stress.growth([crowd(250, kernel=True)], "kernel_bytes").value == pytest.approx(7)
    assert stress.growth([crowd(250)], "kernel_bytes").reason


def latency(p99):
    return {"count": 20_000, "min_ns": 1, "max_ns": p99, "mean_ns": 10.0, "buckets": [[1000, 19_700], [p99, 300]]}


def open_loop(p99):
    return {"offered": 20_000, "answered": 20_000, "delivered": 20_000, "errors": 0, "timeouts": 0, "wrong": 0, "duration_ns": 10**9, "from_due": latency(p99),
            "from_send": latency(p99), "lag_pacing": latency(1000), "lag_waiting": latency(1), "generator_working_share": 0.2, "send_gaps_ns": []}


LOOKS = [{"rate_per_s": 10_000, "said": "passed"}, {"rate_per_s": 10_500, "said": "undecided"}, {"rate_per_s": 10_000, "said": "passed"}]
SLICES = [{"index": 0, "started_ns": 0, "duration_ns": 10**8, "requests": 100, "server_cpu_ns": 4 * 10**6, "generator_cpu_ns": 10**6, "errors": 0, "timeouts": 0, "wrong": 0}]
HELD = {"rss_bytes": 10_000_000, "threads": 1, "kernel_bytes": 1000}
OF_LOAD = {
    "ramp": ("goodput_share", {"model": "open", "arrivals": "ramp", "rate_per_s": 1000, "objective_ns": 10**7}, {"latency": open_loop(5000) | {"windows": [GOOD, BAD]}}),
    "overload": ("recovery_ns", {"objective_ns": 10**7}, overload([BAD] * 5)),
    "slo": ("slo_rate_per_s", {"objective_ns": 10**6}, {"slo": {"highest_passed_per_s": 10_000, "lowest_missed_per_s": 10_500, "generator_limited": True, "finished": True,
                                                              "closed_loop_per_s": 20_000, "objective_ns": 10**6, "looks": LOOKS}}),
    "churn": ("server_cpu_per_request_ns", {}, {"slices": SLICES, "response": RESPONSE}),
    "crowd": ("user_bytes_per_connection", {}, crowd(250)),
    "slow_senders": ("p99_ns", {"slow": 10, "rate_per_s": 1000, "arrivals": "poisson"}, {"latency": open_loop(7000), "slow": {
        "peers": 10, "bytes_sent_unread": 500, "before": HELD, "after": HELD | {"rss_bytes": 10_001_000, "threads": 11}, "alone": open_loop(5000)}}),
    "slow_readers": ("p99_ns", {"slow": 10, "rate_per_s": 1000, "arrivals": "poisson", "fan_out": 64}, {"latency": open_loop(7000), "slow": {
        "peers": 10, "disconnected": 9, "before": HELD, "after": HELD | {"peak_rss_bytes": 10_000_000 + 3 * 2**20}, "alone": open_loop(5000)}}),
    "one_connection": ("response_p50_ns", {"placement": "blocking"}, {"slices": SLICES, "response": RESPONSE}),
}
WHO = [("callback/epoll", "reference"), ("callback/epoll", "copy"), ("null", "null"), ("multithreaded/posix", "contestant")]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    cases, launches = [], []
    for load, (primary, more, result) in OF_LOAD.items():
        case = {"id": f"echo-{load}", "title": f"echo, {load}", "kind": "service", "workload": "echo", "family": load, "launch": "alone", "rounds": 2, "slices": 0,
                "duration_ns": 10**9, "primary": primary, "reference": "callback/epoll", "load": {"model": load, "connections": 64, "transport": "tcp"} | more,
                "contestants": names([{"id": name, "role": role} for name, role in WHO])}
        cases.append(case)
        launches += [{"schema": 1, "case": case["id"], "round": number, "attempt": 0, "order": 0, "contestant": name, "role": role, "outcome": "ok", "sentence": "",
                      "slices": [], "cost": {"rss_bytes": 1_000_000}} | result for number in range(2) for name, role in WHO]
    return RunAnalysis(Results(tmp_path_factory.mktemp("stress"), {"cases": cases, "server_cpus": [1], "generator_cpus": [0], "plan": "loads"}, {}, {}, launches))


def row(run, load, name="multithreaded/posix"):
    case = dict(run.stressed)[load][0]
    made = stress_tables.table(case)
    titles = [title for title, _ in made["columns"]]
    cells = next(one["cells"] for one in made["rows"] if one["label"] == name)
    assert len(cells) == len(titles)
    return dict(zip(titles, [text for text, _, _ in cells]))


def test_they_stand_apart_from_plain_loops(run):
    assert [load for load, _ in run.stressed] == list(OF_LOAD)
    assert run.of_kind("service") == [] and run.headline("service") is None


def test_every_load_has_a_table_of_what_was_measured(run):
    assert row(run, "ramp")["goodput of what was due"].startswith("50.0")
    assert row(run, "overload")["time to recover, ms"].startswith("> 500")
    assert row(run, "slo")["highest rate, /s"].startswith("10\u202f000") and "generator" in row(run, "slo")["limited by"]
    assert row(run, "churn")["server CPU, µs"].startswith("40.0") and row(run, "churn")["connections/s"].startswith("1\u202f000")
    assert row(run, "crowd")["user, B a connection"] == "250.0" and row(run, "crowd")["kernel, B a connection"] == "n/a"
    assert row(run, "slow_senders")["p99 alone, µs"].startswith("5.00") and row(run, "slow_senders")["user, B a peer"].startswith("100")
    subscribers = row(run, "slow_readers")
    assert subscribers["disconnected"] == "9 of 10 · 9 of 10" and subscribers["most held, MiB"].startswith("3.00") and "unread, B a peer" not in subscribers
    assert row(run, "one_connection")["median, µs"].startswith("1.50")


def test_the_findings_say_what_loads_showed_and_stay_few(run):
    said = findings.findings(run)
    assert len(said) <= 6
    assert "Overload (echo, overload): time to recover was callback/epoll 500\u00a0ms and multithreaded/posix 500\u00a0ms (2 launches each, alone)." in said


def test_the_page_shows_every_load(run):
    text = page.render(run, None)
    for load in OF_LOAD:
        assert f"echo, {load}" in text
    for figure in ("goodput-echo-ramp", "goodput-echo-overload", "objective-echo-slo", "forest-echo-churn", "crowd-echo-crowd", "forest-echo-slow_senders", "placements-echo"):
        assert f'id="figure-{figure}"' in text, figure
