"""The table of a case under a load beyond the plain loops: a row a contestant, columns that the load calls for."""
from statistics import median

from reports import stress, words
from reports.metrics import METRICS
from reports.tables import absolute, contrast_cells

VERDICT = [("ratio to reference", "whole launches, paired by round"), ("verdict", "")]
GOODPUT = [("goodput of what was due", "within the objective, from the due time; median of rounds (range)"), ("most good, /s", "the best window of 100 ms, median of rounds"),
           ("generator", "working share of the generator's CPU, highest round")]
COLUMNS = {
    "ramp": GOODPUT + VERDICT,
    "burst": GOODPUT + VERDICT,
    "overload": [("offered, /s", "in the three phases; the same for everyone in a round"), ("own closed loop, /s", "what it answers with all connections busy, or with one message of a broadcast under way"),
                 ("good before", "of what was due in the first phase"), ("good in overload", "of what was due"), ("answered, /s", "in overload, whenever it was due"),
                 ("time to recover, ms", "in whole windows; > : it did not within the last phase"), ("lost", "of all offered: time-outs, in the client's queue too, and errors")] + VERDICT,
    "slo": [("highest rate, /s", "p99 within the objective, twice; median of rounds (range)"), ("misses at, /s", "the lowest rate above it that missed; median of rounds"),
            ("limited by", "the generator: it was late itself at the rate that missed, and the server may do more"),
            ("closed loop, /s", "for comparison"), ("looks", "rates tried a round")] + VERDICT,
    "churn": [("server CPU, µs", "per connection: accept, request (of a broadcast: subscription), reply, close; median of rounds (range)"), ("connections/s", "one generator thread"),
              ("p50, µs", "from connecting to the last byte of the reply"), ("p99, µs", "the same")] + VERDICT,
    "crowd": [("user, B a connection", "slope of PSS (else RSS) on connections"), ("95 % interval", "Student's t, from the residuals"),
              ("kernel, B a connection", "slope of the machine's kernel memory: both ends, stacks, page tables"), ("95 % interval", "Student's t"),
              ("threads", "at the largest size"), ("CPU alone, µs", "a request of the active ones with nobody idle"), ("CPU in the crowd, µs", "the same at the largest size")] + VERDICT,
    "one_connection": [("median, µs", "from the send to the last byte; median of rounds (range)"), ("p99, µs", "the same"), ("server CPU, µs", "per request")] + VERDICT,
}
COLUMNS["slow_senders"] = COLUMNS["slow_readers"] = [
    ("p99 alone, µs", "in the same launch, before the slow peers came"), ("p99 beside, µs", "with them"), ("user, B a peer", "resident memory beyond that before"),
    ("kernel, B a peer", "of the machine, both ends"), ("threads", "before and with them"), ("unread, B a peer", "readers: sent to the server before it took no more")] + VERDICT
SUBSCRIBERS = [title for title in COLUMNS["slow_readers"] if not title[0].startswith("unread")]
SUBSCRIBERS.insert(2, ("disconnected", "of the slow subscribers, by the server: it may hold so much for each and no more"))
SUBSCRIBERS.insert(3, ("most held, MiB", "highest resident set beyond that before they came"))


def columns_of(case):
    let_go = any("disconnected" in launch.get("slow", {}) for cell in case.cells for launch in cell.launches.values())
    return SUBSCRIBERS if let_go else COLUMNS[case.stress]


def table(case):
    """In the form of tables.table."""
    rows, columns = [], columns_of(case)
    for cell in case.cells:
        if cell.launches:
            cells = DESCRIBE[case.stress](case, cell) + contrast_cells(case, cell, case.contrasts)
        elif cell.failures:
            first = cell.failures[0]
            cells = [(f"{first['outcome']}: {first.get('sentence', '')}", "", "failed")] + [("", "", "")] * (len(columns) - 1)
        else:
            continue
        rows.append({"label": cell.label, "model": cell.model, "role": cell.role, "cells": cells, "remark": "; ".join(case.marks(cell))})
    return {"columns": columns, "rows": rows}


def shown(values, factor=1.0, spread=False):
    """Median of rounds, with their range where asked; absent where no launch has a value."""
    values = [one * factor for one in values if one is not None]
    if not values:
        return (words.ABSENT, "", "absent")
    text = words.significant(median(values))
    if spread and len(values) > 1:
        text += f" ({words.significant(min(values))}–{words.significant(max(values))})"
    return (text, words.count(len(values), "round"), "")


def shares(values):
    values = [one for one in values if one is not None]
    return (words.percent(median(values), 3), f"{words.percent(min(values), 3)} to {words.percent(max(values), 3)}", "") if values else (words.ABSENT, "", "absent")


def goodput(case, cell):
    launches = list(cell.launches.values())
    best = [max((one[1] for one in stress.windows(launch)), default=None) for launch in launches]
    return [absolute(cell, "goodput_share"), shown(best, 10), (words.percent(cell.working_share), "", "")]


def overload(case, cell):
    launches = list(cell.launches.values())
    found = [launch["overload"] for launch in launches]
    seconds = [one["phase_ns"] / 1e9 for one in found]
    parts = [stress.phases(launch) for launch in launches]
    recovered = [stress.recovery(launch) for launch in launches]
    never = sum(not did for _, did in recovered)
    time, hint, kind = shown([ns for ns, _ in recovered], 1e-6, spread=True)
    rates = " · ".join(words.significant(median(one["rates_per_s"][at] for one in found)) for at in range(2))
    return [(rates, "below, and in overload", ""), shown([one["own_per_s"] for one in found]), shares([stress.share(one[0]) for one in parts]),
            shares([stress.share(one[1]) for one in parts]), shown([sum(each[2] for each in one[1]) / length for one, length in zip(parts, seconds)]),
            (("> " if never else "") + time, f"{never} of {hint} did not" if never else hint, kind), shares([one["lost"] / one["offered"] for one in found if one["offered"]])]


def slo(case, cell):
    found = [launch["slo"] for launch in cell.launches.values()]
    limited = sum(one["generator_limited"] for one in found)
    return [absolute(cell, "slo_rate_per_s"), shown([one.get("lowest_missed_per_s") for one in found]),
            ("the server" if not limited else f"the generator in {limited} of {len(found)}", "", "poor" if limited else ""),
            shown([one["closed_loop_per_s"] for one in found]), shown([len(one["looks"]) for one in found], spread=True)]


def churn(case, cell):
    return [absolute(cell, "server_cpu_per_request_ns"), shown([METRICS["requests_per_s"].of_launches([one]) for one in cell.launches.values()], 1e9),
            absolute(cell, "response_p50_ns"), absolute(cell, "response_p99_ns")]


def crowd(case, cell):
    launches = list(cell.launches.values())
    user, kernel = stress.growth(launches, "pss_bytes", "rss_bytes"), stress.growth(launches, "kernel_bytes")
    absent = next((point["kernel_absent"] for launch in launches for point in launch["crowd"]["points"] if "kernel_absent" in point), kernel.reason)
    cost = lambda at: [ends["server_cpu_ns"] / ends["requests"] for ends in (launch["crowd"]["points"][at] for launch in launches) if ends["requests"]]
    return [(user.text, user.reason, "absent" if user.reason else ""), (user.interval, "", ""), (kernel.text, absent, "absent" if kernel.reason else ""),
            (kernel.interval, "", ""), shown([launch["crowd"]["points"][-1]["threads"] for launch in launches]), shown(cost(0), 1e-3), shown(cost(-1), 1e-3)]


def slow(case, cell):
    found = [launch["slow"] for launch in cell.launches.values()]
    threads = " · ".join(words.significant(median(one[when]["threads"] for one in found)) for when in ("before", "after"))
    times, memory = [absolute(cell, "p99_alone_ns"), absolute(cell, "p99_ns")], [absolute(cell, "user_bytes_per_peer"), absolute(cell, "kernel_bytes_per_peer"), (threads, "", "")]
    if columns_of(case) is not SUBSCRIBERS:
        return times + memory + [shown([one["bytes_sent_unread"] / one["peers"] for one in found])]
    let_go = " · ".join(f"{one['disconnected']} of {one['peers']}" for one in found)
    most = [max(0, one["after"]["peak_rss_bytes"] - one["before"]["rss_bytes"]) for one in found if "peak_rss_bytes" in one["after"]]
    return times + [(let_go, "each round", ""), shown(most, 2.0 ** -20, spread=True)] + memory


def one_connection(case, cell):
    return [absolute(cell, "response_p50_ns"), absolute(cell, "response_p99_ns"), absolute(cell, "server_cpu_per_request_ns")]


DESCRIBE = {"ramp": goodput, "burst": goodput, "overload": overload, "slo": slo, "churn": churn, "crowd": crowd, "slow_senders": slow, "slow_readers": slow,
            "one_connection": one_connection}
