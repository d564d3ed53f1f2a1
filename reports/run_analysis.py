"""A whole run concluded: its cases, its families of curves, and what can be said about the run itself."""
from functools import cached_property

from reports import live_tasks, metg, starvation
from reports.case_analysis import CaseAnalysis
from reports.errors import CannotReport
from reports.verdicts import EQUIVALENT, EXPLORATORY, UNRESOLVED


class RunAnalysis:
    """Raises CannotReport if nothing was measured."""

    def __init__(self, results):
        self.results, self.plan = results, results.plan
        self.all_cases = [CaseAnalysis(case, results.plan, results.launches) for case in results.plan["cases"]]
        self.cases = [case for case in self.all_cases if case.measured]
        if not self.cases:
            raise CannotReport(f"{results.folder}: nothing was measured ({len(results.launches)} launches, none with a number): "
                               "there is nothing to report; `fiveways run --resume` or a new run")

    def of_kind(self, kind):
        """Services under a plain closed or open loop, or computations."""
        return [case for case in self.cases if case.kind == kind and not case.stress]

    @cached_property
    def stressed(self):
        """[(load, its cases)]: services under any other load, in the plan's order."""
        out = {}
        for case in self.cases:
            if case.stress:
                out.setdefault(case.stress, []).append(case)
        return list(out.items())

    def workloads(self, kind):
        """[(workload, its cases)] in the plan's order."""
        out = {}
        for case in self.of_kind(kind):
            out.setdefault(case.workload, []).append(case)
        return list(out.items())

    def families(self, cases):
        """[(name, cases)]: cases that form one curve, over connections, rates or workers, with all else equal; a case may be alone."""
        grouped = {}
        for case in cases:
            fixed = (tuple(sorted(case.case.get("parameters", {}).items())), case.load.get("transport", "tcp"), case.load.get("connections") if case.open_loop else case.load.get("rate_per_s"))
            grouped.setdefault((case.case.get("family") or case.id, *fixed), []).append(case)
        shared = [family for family, *_ in grouped]
        out = {family if shared.count(family) == 1 else members[0].id: members for (family, *_), members in grouped.items()}
        return [(name, sorted(members, key=lambda one: (one.load.get("rate_per_s", 0), one.load.get("connections", 0))))
                for name, members in out.items()]

    @cached_property
    def sweeps(self):
        """Task graphs over the rounds of their kernel, from which METG is concluded; their cases are no cases of their own elsewhere."""
        return metg.sweeps(self.of_kind("computation"))

    @cached_property
    def growths(self):
        """Cases over the number of items, from which memory per live task is concluded; their times are a by-product of few slices."""
        return live_tasks.growths(self.of_kind("computation"))

    @cached_property
    def starvations(self):
        """Services over the share of heavy requests, from which starvation of the light ones is read."""
        return starvation.of_run(self.of_kind("service"))

    @cached_property
    def swept(self):
        return {case.id for sweep in (*self.sweeps, *self.growths) for case in sweep.cases}

    @cached_property
    def timed(self):
        """The cases that were measured for their primary metric, not for their memory."""
        grown = {case.id for growth in self.growths for case in growth.cases}
        return [case for case in self.cases if case.id not in grown]

    @cached_property
    def exploratory(self):
        """No verdict: the plan says so, or no case has the rounds that an exact interval needs."""
        return bool(self.plan.get("exploratory")) or all(case.exploratory for case in self.cases)

    def headline(self, kind):
        """The case of the forest plot: of those in a closed loop over TCP the one nearest to 64 connections."""
        cases = [case for case in self.of_kind(kind) if not case.open_loop and case.contrasts]
        far = lambda case: abs(case.load.get("connections", 64) - 64)
        unix = lambda case: case.load.get("transport", "tcp") != "tcp"
        return min(cases, key=lambda case: (case.id in self.swept, unix(case), far(case), -len(case.contrasts)), default=None)

    @cached_property
    def copies(self):
        """Every A/A contrast of what was timed."""
        return [case.copy for case in self.timed if case.copy]

    @cached_property
    def false_positives(self):
        """(A/A contrasts that were called anything but equivalent or unresolved, A/A contrasts with an interval)."""
        judged = [one for one in self.copies if one.verdict != EXPLORATORY]
        return sum(one.verdict not in (EQUIVALENT, UNRESOLVED) for one in judged), len(judged)

    @cached_property
    def unsteady(self):
        """[(case, cell)] whose first slices are resolved to differ from the rest."""
        return [(case, cell) for case in self.timed for cell, _ in case.trends if case.unsteady(cell)]

    @cached_property
    def steadiness(self):
        """(points checked, points with too few rounds for it, points that have no slices to check)."""
        trends = [trend for case in self.timed for _, trend in case.trends]
        few = sum(trend is not None and trend.interval is None for trend in trends)
        return len(trends) - few - trends.count(None), few, trends.count(None)

    @cached_property
    def failures(self):
        """[(case, cell, launch)] of every launch that gave no number and that counts."""
        return [(case, cell, launch) for case in self.all_cases for cell in case.cells for launch in cell.failures]

    @cached_property
    def launches_ok(self):
        return sum(launch["outcome"] in ("ok", "saturated") for launch in self.results.launches)

    @cached_property
    def repeated(self):
        """Rounds measured again because the first attempt was disturbed."""
        return len({(one["case"], one["round"], one.get("attempt", 0)) for one in self.results.launches if one.get("attempt", 0) > 0})

    @cached_property
    def still_disturbed(self):
        """Rounds whose last attempt was disturbed as well: they are used, and counted here."""
        return len({(cell.case["id"], number) for case in self.cases for cell in case.cells
                    for number, launch in cell.launches.items() if launch.get("disturbance", {}).get("disturbed")})

    @cached_property
    def classes(self):
        """{bottleneck class: points} over all closed-loop points with enough outstanding, and all that an upstream server held up."""
        out = {}
        for case in self.of_kind("service") + self.of_kind("computation"):
            for cell in case.measured:
                bound = case.bound(cell)
                if bound:
                    out[bound] = out.get(bound, 0) + 1
        return out

    @cached_property
    def pairing_spreads(self):
        """The sd of the A/A round statistic, worst first; of a log ratio."""
        return sorted((one.spread for one in self.copies if one.spread is not None), reverse=True)

    def representative(self, cases):
        """The case of a family that stands for it in figures of one point: that nearest to 64 connections."""
        return min(cases, key=lambda case: (abs(case.load.get("connections", 64) - 64), case.id))

    def memory_cases(self, kind):
        """The cases whose memory is drawn: of a closed family that with most connections which most contestants reach, the headline of computations."""
        if kind == "computation":
            return [case for case in [self.headline(kind)] if case]
        closed = [case for case in self.of_kind(kind) if not case.open_loop and case.load.get("transport", "tcp") == "tcp"]
        fullest = [max(len(case.measured) for case in members) for _, members in self.families(closed)]
        wide = [[case for case in members if 2 * len(case.measured) > most] for most, (_, members) in zip(fullest, self.families(closed))]
        return [max(members, key=lambda case: case.load.get("connections", 0)) for members in wide][:2]
