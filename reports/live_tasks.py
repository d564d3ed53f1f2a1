"""Memory per live task: peak memory against the items of a `parallel_map` or the sleeps of `timers`, by least squares (METHOD.md, "Memory per live task").

The harness records the peak of every launch; what a task takes of it is concluded here.
"""
from statistics import median

from reports import words
from reports.metrics import METRICS
from reports.regression import slope

PEAK = METRICS["rss_bytes"]
SUBTRACTED = {"parallel_map": True, "timers": False}  # whether the reference is the serial program, whose tasks are none


class Growth:
    """Cases that differ in their number of items alone, by items. Of `parallel_map` the serial program is the reference of each."""

    def __init__(self, cases):
        self.cases = sorted(cases, key=items)
        first = self.cases[0]
        self.workload, self.swept = first.workload, differing(cases)[0]
        self.name = first.id.replace(f"-{self.swept}{first.case['parameters'][self.swept]}", "")
        fixed = "".join(f" {key} = {value}" for key, value in first.case["parameters"].items() if key != self.swept)
        self.title = f"{first.workload}{fixed}, {words.count(first.case.get('workers', 1), 'worker')}"

    @property
    def serial(self):
        """The program that has no tasks; None where every program has them."""
        return self.cases[0].case["reference"] if SUBTRACTED[self.cases[0].case["shape"]] else None

    @property
    def note(self):
        """What a reader must know of the slopes."""
        if self.serial is None:
            return ("Slope of the peak on the number of sleeps, least squares over the sizes; 8 bytes a sleep, in which every cell notes how late it woke, are part of it. "
                    "What the kernel holds for a thread or a timeout operation is not.")
        return (f"Slope of the peak on the number of items, least squares over the sizes, beyond that of {self.serial}. With one worker, who also queues, all tasks live "
                "at once; where the worker is another thread (asio), it begins while they are queued, fewer live at once the less an item costs, and its slope is a lower "
                "bound. About 0: it never has more than a few tasks at a time.")

    @property
    def contestants(self):
        """[cell], one a contestant, in the order of the first case; neither the copy nor the null. The serial program stands among them."""
        found = {}
        for case in self.cases:
            for cell in case.measured:
                found.setdefault(cell.contestant, cell)
        return list(found.values())

    def rounds(self, contestant):
        """{items: peaks of the rounds in bytes}."""
        found = {items(case): [*cell.by_round(PEAK).values()] for case in self.cases for cell in case.measured if cell.contestant == contestant}
        return {size: peaks for size, peaks in found.items() if peaks}

    def memory(self, contestant):
        """{items: median over rounds of the peak}."""
        return {size: median(peaks) for size, peaks in self.rounds(contestant).items()}

    def conclude(self, contestant):
        """Of what it takes beyond the serial program at the same size: results and reference answers are common to all. Of the latter its own."""
        own = self.memory(contestant)
        if self.serial in (None, contestant):
            return slope(own)
        serial = self.memory(self.serial)
        return slope({size: peak - serial[size] for size, peak in own.items() if size in serial})


def items(case):
    """Tasks of one run, as the launches say; all cells of a case have the same."""
    return next(launch["units"] for cell in case.measured for launch in cell.launches.values())


def differing(cases):
    """Names of the parameters that are not the same in all."""
    parameters = [case.case.get("parameters", {}) for case in cases]
    return [key for key in parameters[0] if len({one.get(key) for one in parameters}) > 1]


def growths(cases):
    """[Growth] of a run: cases of one family of such a shape that differ in the parameter that says how many items there are."""
    grouped = {}
    for case in cases:
        if case.case.get("shape") in SUBTRACTED:
            grouped.setdefault((case.case.get("family"), case.workload, case.case.get("workers")), []).append(case)
    return [Growth(members) for members in grouped.values() if len(differing(members)) == 1 and len(set(map(items, members))) == len(members)]


def table(growth):
    """In the form of tables.table: bytes a task, its interval, then the peak at every number of items; what takes most stands last."""
    columns = [("bytes a task", f"slope of the peak beyond that of {growth.serial}" if growth.serial else "slope of the peak"), ("95 % interval", "Student's t, of each contestant by itself")]
    columns += [(f"{items(case):,} {case.unit}s".replace(",", words.NARROW), "peak resident memory in MiB, median of rounds") for case in growth.cases]
    rows = []
    for cell, found in sorted(((one, growth.conclude(one.contestant)) for one in growth.contestants), key=lambda pair: (pair[0].contestant != growth.serial, pair[1].value)):
        cells, peaks = [(found.text, found.reason, ""), (found.interval, "", "")], growth.rounds(cell.contestant)
        for case in growth.cases:
            sizes = [one * PEAK.factor for one in peaks.get(items(case), [])]
            cells.append((words.significant(median(sizes)), f"rounds {words.significant(min(sizes))} to {words.significant(max(sizes))}", "") if sizes
                         else (words.ABSENT, "", "absent"))
        remark = "its whole slope, which is subtracted from the others" if cell.contestant == growth.serial else ""
        rows.append({"label": cell.label, "model": cell.model, "role": cell.role, "cells": cells, "remark": found.reason or remark})
    return {"columns": columns, "rows": rows}
