"""METG(50 %): the smallest granularity at which half of the workers' time is spent on tasks (METHOD.md, "METG").

The harness records elapsed times of a sweep over the kernel's rounds; what they mean is concluded here.
"""
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from statistics import median

from reports import intervals, words
from reports.contrasts import round_ratio
from reports.metrics import METRICS

THRESHOLD = 0.5
MOST = 1.1  # a higher efficiency is an error of the measurement, not a success
ELAPSED = METRICS["elapsed_per_unit_ns"]


@dataclass(frozen=True)
class Point:
    """One contestant at one number of rounds. `granularity` is elapsed x workers / tasks, in ns."""

    granularity: float
    efficiency: float


@dataclass(frozen=True)
class Metg:
    """`kind` is "exact", "at most" or "more than" `value` ns, or "error" with a reason."""

    kind: str
    value: float = 0.0
    reason: str = ""

    @property
    def order(self):
        return {"at most": 0.0, "more than": inf}.get(self.kind, self.value), self.value

    @property
    def text(self):
        if self.kind == "error":
            return "none"
        return {"exact": "", "at most": "≤ ", "more than": "> "}[self.kind] + words.significant(self.value / 1e3)


def metg(points, threshold=THRESHOLD):
    """The largest bracketed crossing of the threshold, log-linear between its two points; a bound where no two points bracket one."""
    points = sorted(points, key=lambda one: one.granularity)
    highest = max(one.efficiency for one in points)
    if highest > MOST:
        return Metg("error", reason=f"an efficiency of {words.percent(highest, 3)}: more than {words.percent(MOST, 3)} means that something else was measured")
    if points[-1].efficiency < threshold:
        return Metg("more than", points[-1].granularity)
    for low, high in reversed(list(zip(points, points[1:]))):
        if low.efficiency < threshold <= high.efficiency:
            share = (threshold - low.efficiency) / (high.efficiency - low.efficiency)
            return Metg("exact", exp(log(low.granularity) + share * (log(high.granularity) - log(low.granularity))))
    return Metg("at most", points[0].granularity)


def middle(rounds):
    """The median of several rounds' METG; between two of which one is a bound, the higher."""
    ranked = sorted(rounds, key=lambda one: one.order)
    low, high = ranked[(len(ranked) - 1) // 2], ranked[len(ranked) // 2]
    return Metg("exact", sqrt(low.value * high.value)) if low.kind == high.kind == "exact" else high


@dataclass(frozen=True)
class Conclusion:
    """Of one contestant: the point, and an exact 95 % interval for it or, with too few rounds for one, their range."""

    point: Metg
    low: Metg
    high: Metg
    exact: bool
    rounds: int

    @property
    def text(self):
        if self.point.kind == "error" or self.rounds < 2:
            return ""
        return f"[{self.low.text}, {self.high.text}]" if self.exact else f"rounds {self.low.text} to {self.high.text}"


class Sweep:
    """Cases that differ in the kernel's rounds alone, by rounds; the serial program is the reference of each."""

    def __init__(self, cases):
        self.cases = sorted(cases, key=lambda case: case.case["parameters"]["rounds"])
        first = self.cases[0]
        self.workload, self.workers = first.workload, first.case.get("workers", 1)
        self.name = first.id.replace(f"-rounds{first.case['parameters']['rounds']}", "")
        fixed = " ".join(f"{key} = {value}" for key, value in first.case["parameters"].items() if key != "rounds")
        self.title = f"{first.workload} {fixed}, {words.count(self.workers, 'worker')}"
        self.metric = ELAPSED.per(first.unit)

    @property
    def serial(self):
        return self.cases[0].case["reference"]

    @property
    def contestants(self):
        """[cell] in the order of the first case, one a contestant; neither the serial program nor its copy nor the null."""
        found = {}
        for case in self.cases:
            for cell in case.measured:
                if cell.role == "contestant":
                    found.setdefault(cell.contestant, cell)
        return list(found.values())

    def rounds(self, contestant):
        """{measurement round: {rounds of the kernel: Point}}, of rounds in which the serial program was measured too."""
        out = {}
        for case in self.cases:
            cell = next((one for one in case.measured if one.contestant == contestant), None)
            if cell is None or case.reference is None:
                continue
            workers, elapsed = case.case.get("workers", 1), cell.by_round(ELAPSED)
            for number in sorted(cell.launches.keys() & case.reference.launches.keys()):
                ratio = round_ratio(ELAPSED, cell, case.reference, number)
                if ratio is not None:
                    out.setdefault(number, {})[case.case["parameters"]["rounds"]] = Point(elapsed[number] * workers, exp(-ratio) / workers)
        return out

    def points(self, contestant):
        """{rounds of the kernel: (Point of medians, lowest efficiency, highest efficiency)} over measurement rounds."""
        by_kernel = {}
        for measured in self.rounds(contestant).values():
            for kernel, point in measured.items():
                by_kernel.setdefault(kernel, []).append(point)
        return {kernel: (Point(median(one.granularity for one in found), median(one.efficiency for one in found)),
                         min(one.efficiency for one in found), max(one.efficiency for one in found))
                for kernel, found in sorted(by_kernel.items())}

    def unequal(self, contestant):
        """A sentence if a launch ran another number of tasks than the serial program's, else nothing."""
        for case in self.cases:
            for cell in case.measured:
                if cell.contestant == contestant and case.reference:
                    ours, theirs = ({launch.get("units") for launch in one.launches.values()} for one in (cell, case.reference))
                    if ours != theirs:
                        return f"{case.title}: it ran {sorted(ours)} tasks, the serial program {sorted(theirs)}"
        return ""

    def conclude(self, contestant):
        """None where nothing was measured. One impossible efficiency or one other number of tasks, and there is no METG."""
        if not self.points(contestant):
            return None
        rounds = [metg(measured.values()) for measured in self.rounds(contestant).values()]
        overall = metg([point for point, _, _ in self.points(contestant).values()])
        unequal = self.unequal(contestant)
        if unequal or overall.kind == "error":
            failed = Metg("error", reason=unequal or overall.reason)
            return Conclusion(failed, failed, failed, False, len(rounds))
        rounds = sorted((one for one in rounds if one.kind != "error"), key=lambda one: one.order)
        d = intervals.order(len(rounds))
        low, high = (rounds[d - 1], rounds[-d]) if d else (rounds[0], rounds[-1])
        return Conclusion(middle(rounds), low, high, d > 0, len(rounds))


def sweeps(cases):
    """[Sweep] of the task graphs of a run: cases of one family that differ in nothing but the kernel's rounds."""
    grouped = {}
    for case in cases:
        parameters = case.case.get("parameters", {})
        if case.case.get("shape") == "task_graph" and "rounds" in parameters:
            fixed = tuple(sorted((key, value) for key, value in parameters.items() if key != "rounds"))
            grouped.setdefault((case.case.get("family"), case.workload, case.case.get("workers"), fixed), []).append(case)
    return [Sweep(members) for members in grouped.values() if len(members) > 1]


def table(sweep):
    """In the form of tables.table: METG, its interval, then granularity and efficiency at every number of rounds."""
    columns = [("METG(50 %), µs", "the smallest granularity with half of the workers' time spent on tasks"), ("95 % interval, or range of rounds", "of each contestant by itself")]
    columns += [(f"{case.case['parameters']['rounds']:,} rounds".replace(",", words.NARROW), "granularity in µs, efficiency") for case in sweep.cases]
    concluded = [(cell, sweep.conclude(cell.contestant)) for cell in sweep.contestants]
    rows = []
    for cell, conclusion in sorted(concluded, key=lambda one: (one[1].point.kind == "error", one[1].point.order)):
        points = sweep.points(cell.contestant)
        cells = [(conclusion.point.text, conclusion.point.reason, "failed" if conclusion.point.kind == "error" else ""), (conclusion.text, "", "")]
        for case in sweep.cases:
            found = points.get(case.case["parameters"]["rounds"])
            cells.append((f"{words.significant(found[0].granularity / 1e3)} · {words.percent(found[0].efficiency)}",
                          f"efficiency over rounds {words.percent(found[1])} to {words.percent(found[2])}", "") if found else (words.ABSENT, "", "absent"))
        rows.append({"label": cell.label, "model": cell.model, "role": cell.role, "cells": cells, "remark": conclusion.point.reason})
    return {"columns": columns, "rows": rows}
