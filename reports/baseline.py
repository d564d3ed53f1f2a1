"""Two runs compared: how far each ratio to the reference has moved since the baseline (METHOD.md, "Comparison with a baseline")."""
from dataclasses import dataclass, replace
from math import exp
from typing import Optional

from reports import contrasts, intervals, verdicts
from reports.case_analysis import CaseAnalysis
from reports.contrasts import Contrast
from reports.errors import CannotReport

WORK = ("workload", "parameters", "load", "workers", "server_threads", "launch", "primary", "reference")  # equal where two cases are the same
MACHINE = (("cpu", "model"), ("cpu", "allowed_count"))  # of another one a ratio says nothing
SURROUNDINGS = (("kernel", "release"), ("build", "compiler"), ("build", "flags"), ("build", "libc"))  # what may have moved a ratio
CPU_SETS = ("server_cpus", "generator_cpus")


@dataclass(frozen=True)
class Change:
    """One contestant of one case, as a ratio to the same base in both runs; a change is a difference of logs."""

    case: CaseAnalysis
    before: Contrast
    now: Contrast
    interval: Optional[tuple] = None  # of logs

    @property
    def factor(self):
        return exp(intervals.shift(self.before.rounds, self.now.rounds))

    @property
    def verdict(self):
        return verdicts.verdict(self.interval, self.now.delta, self.now.metric.better)

    @property
    def control(self):
        """The reference's copy: its ratio is 1 in every run, so what it moves by is noise."""
        return self.now.cell.role == "copy"

    @property
    def label(self):
        return self.now.cell.label if self.now.base.role == "reference" else f"{self.now.cell.contestant}, to the null"

    @property
    def key(self):
        return self.case.id, self.label


@dataclass(frozen=True)
class Lost:
    """A contestant of which the baseline has a number and the run has none that counts."""

    case: CaseAnalysis
    contestant: str
    reason: str


class Comparison:
    """`before` and `now` are each a RunAnalysis. Raises CannotReport where one says nothing of the other."""

    def __init__(self, before, now):
        self.before, self.now, self.notes = before, now, []
        self.folders = f"{before.results.folder} and {now.results.folder}"
        self.look_at_surroundings()
        cases = self.common_cases()
        self.changes = [(now, changes(before, now)) for before, now in cases]
        self.lost = [one for before, now in cases for one in lost(before, now)]

    def look_at_surroundings(self):
        for path in MACHINE + SURROUNDINGS:
            theirs, ours = (run.results.environment.get("facts", {}).get(path[0], {}).get(path[1]) for run in (self.before, self.now))
            if theirs != ours and path in MACHINE:
                raise CannotReport(f"{self.folders} are of two machines: {'.'.join(path)} was {theirs} and is {ours}")
            if theirs != ours:
                self.notes.append(f"{'.'.join(path)} was {theirs} and is {ours}")
        for key in CPU_SETS:
            theirs, ours = (len(run.plan.get(key, [])) for run in (self.before, self.now))
            if theirs != ours:
                raise CannotReport(f"{self.folders} are two measurements: {theirs} {key} and {ours}")

    def common_cases(self):
        """[(before, now)] of those that planned the same work, whether or not the run measured it; what is left out is noted."""
        baseline = {case.id: case for case in self.before.cases}
        found = []
        for case in self.now.all_cases:
            before = baseline.pop(case.id, None)
            differs = [key for key in WORK if before and before.case.get(key) != case.case.get(key)]
            if before and not differs:
                found.append((before, case))
            else:
                self.notes.append(f"{case.id}: " + (f"its {differs[0]} differs" if before else "the baseline has no such case"))
        self.notes += [f"{one}: only the baseline has such a case" for one in baseline]
        if not found:
            raise CannotReport(f"{self.folders} have no case in common: {self.notes[-1]}")
        return found

    @property
    def all(self):
        return [one for _, of_case in self.changes for one in of_case]

    def of_verdict(self, verdict):
        """Controls are none of them."""
        return [one for one in self.all if one.verdict == verdict and not one.control]

    @property
    def judged(self):
        return [one for one in self.all if one.interval]

    @property
    def moved_controls(self):
        return [one for one in self.judged if one.control and one.verdict in (verdicts.SLOWER, verdicts.FASTER)]


def standing(case):
    """{(role, contestant): Contrast} of whatever a case can say over time: the reference to the null contestant, all others to the reference."""
    found = [contrasts.compare(case.metric, case.reference, case.null, 1, case.margin(case.metric))] if case.reference and case.null else []
    found += [case.copy, *(one for one in case.contrasts.values() if not one.cell.failures and not case.unsteady(one.cell))]
    return {(one.cell.role, one.cell.contestant): one for one in found if one}


def changes(before, now):
    """One family: the first twelve are declared, in the plan's order, as everywhere; the control is held to their level."""
    theirs, ours = standing(before), standing(now)
    made = [Change(now, theirs[key], ours[key]) for key in ours if key in theirs]
    family = [one for one in made if not one.control]
    size = max(1, min(len(family), intervals.MOST_CONTRASTS))
    declared = {one.key for one in family[:intervals.MOST_CONTRASTS]}
    judge = lambda one: intervals.shift_interval(one.before.rounds, one.now.rounds, size) if one.control or one.key in declared else None
    return [replace(one, interval=judge(one)) for one in made]


def lost(before, now):
    left = {cell.contestant: cell for cell in now.contestants}
    for cell in before.measured:
        if cell.failures:
            continue
        mine = left.get(cell.contestant)
        if mine and mine.failures:
            yield Lost(now, cell.contestant, mine.failures[0].get("sentence") or mine.failures[0]["outcome"])
        elif not mine or not mine.launches:
            yield Lost(now, cell.contestant, "the run has no launch of it")
