"""The table below every figure: absolute values and ratios of each contestant of a case, and its marks."""
from reports import bottleneck, delays, words
from reports.metrics import DELAYS, FORKS, METRICS
from reports.figures.cost import SPLIT_S, absence


def table(case):
    """{"columns": [(title, help)], "rows": [{"label", "cells": [(text, hint, class)]}]}"""
    columns, describe = (COMPUTATION, computation) if case.kind == "computation" else (OPEN, open_loop) if case.open_loop else (CLOSED, closed_loop)
    shown = [cell for cell in case.cells if cell.launches or cell.failures]
    waiting = case.kind == "computation" and any(cell.delays for cell in shown)
    signals = waiting and case.case.get("shape") == "signals"
    if waiting:
        columns = columns + [(f"{METRICS[key].name.removesuffix(' of delays')}, µs", delays.meaning(case)) for key in DELAYS]
    if signals:
        columns = columns + [(METRICS["coalesced_share"].name, METRICS["coalesced_share"].description)]
    forks = case.kind == "computation" and any(cell.value(METRICS[key]) is not None for cell in shown for key in FORKS)
    if forks:
        columns = columns + FORK_COLUMNS
    rows = []
    for cell in shown:
        if cell.launches:
            cells = describe(case, cell)
            cells += [delay(cell, key) for key in DELAYS] if waiting else []
            cells += [(words.percent(cell.value(METRICS["coalesced_share"])), "", "")] if signals else []
            cells += ([fork_count(cell, key) for key in FORKS] if forks else [])
        else:
            first = cell.failures[0]
            cells = [(f"{first['outcome']}: {first.get('sentence', '')}", "", "failed")] + [("", "", "")] * (len(columns) - 1)
        rows.append({"label": cell.label, "model": cell.model, "role": cell.role, "cells": cells, "remark": "; ".join(mark for mark in case.marks(cell) if mark not in bottleneck.CLASSES or describe is not closed_loop)})
    return {"columns": [(title, hint.format(unit=case.unit)) for title, hint in columns], "rows": rows}


def absolute(cell, key):
    metric, spread = METRICS[key], cell.spread(METRICS[key])
    value = cell.value(metric)
    if value is None:
        return (words.ABSENT, "not enough samples, or not counted on this machine", "absent")
    text = words.value(metric, value, unit=False)
    if spread and len(cell.launches) > 1:
        text += f" ({words.value(metric, spread[0], unit=False)}–{words.value(metric, spread[1], unit=False)})"
    return (text, metric.description, "")


def plain(cell, key, digits=3):
    metric = METRICS[key]
    value = cell.value(metric)
    return (words.significant(value * metric.factor, digits), metric.description, "") if value is not None else (words.ABSENT, absence([cell], key), "absent")


def contrast_cells(case, cell, contrasts):
    if cell is case.reference:
        return [("1 (reference)", "", ""), ("", "", "")]
    contrast = case.copy if cell.role == "copy" else contrasts.get(cell.contestant) if cell.role == "contestant" else None
    if contrast is None:
        return [("", "", ""), ("not compared" if cell.role == "contestant" else "", "saturated, or limited by something else than its servers", "absent")]
    verdict = contrast.verdict if cell.role == "copy" or case.ranks(cell) else "not ranked"
    return [(f"{words.times(contrast.ratio)} {words.interval(contrast)}", f"{words.count(len(contrast.rounds), 'round')}, sd {words.percent(contrast.spread)}", ""),
            (verdict, "", "verdict")]


def split(cell, key):
    """User or kernel share: two digits only with enough pooled CPU, else one digit, grey, with the seconds behind it."""
    metric = METRICS[key]
    value = cell.value(metric)
    if value is None:
        return (words.ABSENT, "not counted", "absent")
    if cell.pooled_cpu_s >= SPLIT_S:
        return (words.significant(value * metric.factor, 2), f"pooled over {cell.pooled_cpu_s:.0f} s of CPU", "")
    return (f"≈{words.significant(value * metric.factor, 1)}", f"only {cell.pooled_cpu_s:.2g} s of pooled CPU behind a tick-sampled split: {SPLIT_S} s are needed", "poor")


CLOSED = [("server CPU, µs", "per request; median of rounds (range of rounds)"), ("ratio to reference", "paired by slice"), ("verdict", ""),
          ("user, µs", "tick-sampled"), ("kernel, µs", "tick-sampled"), ("switches", "per request"), ("syscalls", "per request"),
          ("instr.", "instructions per request; a witness, not a ranking"), ("requests/s", "median of rounds"), ("class", "what limited the point")]
OPEN = [("achieved /s", "requests answered per second"), ("delivered", "share of what was offered"), ("p50, µs", "from due time"),
        ("p99, µs", "from due time (range of rounds)"), ("p99.9, µs", "from due time"), ("p99 from send, µs", "the uncorrected figure"),
        ("ratio to the reference", "of the primary metric"), ("verdict", ""), ("CPU a request, µs", "server CPU"),
        ("pacing lag p99.9, µs", "how late the generator was"), ("generator", "working share of the generator's CPU, highest round"),
        ("arrivals", "launches whose arrivals a test rejects at 1 %: Anderson–Darling (Poisson) or spacing (constant)")]
COMPUTATION = [("elapsed, ns", "per {unit}; median of rounds (range of rounds)"), ("ratio to reference", "paired by slice"), ("verdict", ""),
               ("CPU, ns", "per {unit}; all threads"), ("RSS, MiB", "largest of the launches")]

FORK_COLUMNS = [(METRICS[key].name.removesuffix(" per run"), METRICS[key].description) for key in FORKS]


def fork_count(cell, key):
    """Nodes of one run, whole where they are few; absent where nobody counts them."""
    metric = METRICS[key]
    value = cell.value(metric)
    return (words.significant(value, 4), metric.description, "") if value is not None else (words.ABSENT, "not known: the scheduler is not ours, or counts none", "absent")


def delay(cell, key):
    """The percentile of all slices, with the range of the rounds where each has enough samples."""
    metric, rounds = METRICS[key], cell.spread(METRICS[key])
    value = cell.value(metric)
    if value is None:
        return (words.ABSENT, "nothing waited, or too few samples for this percentile", "absent")
    return (words.significant(value * metric.factor), f"rounds {words.significant(rounds[0] * metric.factor)} to {words.significant(rounds[1] * metric.factor)}"
            if rounds else "", "")


def closed_loop(case, cell):
    bound = case.bound(cell)
    return [absolute(cell, "server_cpu_per_request_ns"), *contrast_cells(case, cell, case.contrasts), split(cell, "user_cpu_per_request_ns"),
            split(cell, "system_cpu_per_request_ns"), plain(cell, "switches_per_request", 2), plain(cell, "syscalls_per_request", 3),
            plain(cell, "instructions_per_request"), (plain(cell, "requests_per_s")[0], "ranked only where server-bound", "" if bound == bottleneck.SERVER else "poor"),
            (bound or "under 16 outstanding", bottleneck.CLASSES.get(bound, "latency of one wake-up, not capacity"), "")]


def open_loop(case, cell):
    offered = cell.latency_total("offered")
    compared = [("not compared", "saturated", "absent")] * 4 if cell.saturated else [plain(cell, "p50_ns"), absolute(cell, "p99_ns"), plain(cell, "p999_ns"),
                                                                                     plain(cell, "p99_from_send_ns")]
    return [plain(cell, "requests_per_s"), (words.percent(cell.latency_total("delivered") / offered, 3) if offered else words.ABSENT, "", ""), *compared,
            *contrast_cells(case, cell, case.contrasts), plain(cell, "server_cpu_per_request_ns"), plain(cell, "lag_p999_ns"),
            (words.percent(cell.working_share), "", ""), ("{} of {}".format(*cell.arrivals) if cell.arrivals[1] else words.ABSENT, "", "")]


def computation(case, cell):
    return [absolute(cell, "elapsed_per_unit_ns"), *contrast_cells(case, cell, case.contrasts), plain(cell, "cpu_per_unit_ns"), plain(cell, "rss_bytes")]


ATOMS = [("ns", "median of the repetitions (lowest to highest)"), ("× a call", "multiples of calls/function, by medians"),
         ("allocations", "calls of malloc and its kind by all threads, for one operation"), ("bytes", "asked for by them"), ("one operation is", "")]


def atoms(measured):
    """The same of reports.atoms.Atoms, a row an atom."""
    rows = []
    for one in measured.atoms:
        multiple = measured.multiple(one)
        low, high = (words.significant(value) for value in one.extremes)
        rows.append({"label": one.name, "model": "", "role": "null", "remark": "", "cells": [
            (f"{words.significant(one.time)} ({low}–{high})", f"{words.count(len(one.times), 'repetition')}", ""),
            (words.significant(multiple) if multiple else words.ABSENT, "", ""),
            *((words.significant(value) if value is not None else words.ABSENT, "", "" if value is not None else "absent") for value in (one.allocations, one.bytes)),
            (one.operation, "", "prose")]})
    return {"columns": ATOMS, "rows": rows}
