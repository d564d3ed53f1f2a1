"""`compare.py BASELINE RUN`: what became slower or faster since a baseline, as far as that is resolved.

Exit status: 0 nothing resolved slower, 1 a number that the baseline has is missing, 2 usage, 3 a resolved regression, 4 nothing can be told.
"""
import json
import sys
from collections import Counter
from math import exp
from pathlib import Path

if not __package__:  # run as a script: its folder is on the path, but its modules are the package beside which it stands
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from reports import words  # noqa: E402  after the path is right
from reports.command import Parser, carry_out  # noqa: E402
from reports.errors import CannotReport  # noqa: E402
from reports.verdicts import DIFFERENT, EQUIVALENT, EXPLORATORY, FASTER, SLOWER, UNRESOLVED  # noqa: E402

MISSING, REGRESSION = 1, 3
UNRANKED = (EQUIVALENT, DIFFERENT, UNRESOLVED, EXPLORATORY)


def parse(arguments):
    parser = Parser(prog="fiveways compare", description="Tell what became slower or faster since a baseline.")
    parser.add_argument("baseline", help="results folder of the run to compare with")
    parser.add_argument("folder", help="results folder of the run in question, of the same machine")
    parser.add_argument("--confirm", metavar="FOLDER", help="a second run, independent of the first: a change counts if both show it")
    parser.add_argument("--all", action="store_true", help="also what is equivalent, unresolved or exploratory")
    parser.add_argument("--json", action="store_true", help="every change as JSON")
    flags = parser.parse_args(arguments)
    if flags.confirm and Path(flags.confirm).resolve() in (Path(flags.folder).resolve(), Path(flags.baseline).resolve()):
        parser.error(f"--confirm: {flags.confirm} is no second run, it is compared already")
    return flags


def compare(flags):
    from reports.baseline import Comparison  # after the flags are known to be right: scipy takes a second
    from reports.load import load
    from reports.run_analysis import RunAnalysis

    baseline, *runs = (RunAnalysis(load(folder)) for folder in (flags.baseline, flags.folder, flags.confirm) if folder)
    first, *second = (Comparison(baseline, run) for run in runs)
    if not first.judged and not first.lost:
        raise CannotReport(f"nothing can be told: {why_nothing(first)}")
    found = Outcome(first, second[0] if second else None)
    print(json.dumps(found.document(), indent=2) if flags.json else found.text(flags.all))
    return REGRESSION if found.slower else MISSING if first.lost else 0


def why_nothing(comparison):
    if not comparison.all:
        return "no contestant has a number in both"
    before, now = max((len(one.before.rounds), len(one.now.rounds)) for one in comparison.all)
    return f"there are {before} and {now} rounds of a case, too few for any interval; `fiveways run --rounds 10` measures enough"


class Outcome:
    """What is told of a comparison, and of a second one that must confirm it."""

    def __init__(self, first, second):
        self.first = first
        self.confirmed = {one.key: one.verdict for one in second.all} if second else None
        self.slower, self.faster = (self.resolved(verdict) for verdict in (SLOWER, FASTER))

    def resolved(self, verdict):
        return [one for one in self.first.of_verdict(verdict) if self.confirmed is None or self.confirmed.get(one.key) == verdict]

    def said(self, change):
        """The verdict; where a second run was to confirm it and did not, that one's too."""
        if self.confirmed is None or change.verdict not in (SLOWER, FASTER) or change.control or change in self.slower + self.faster:
            return change.verdict
        return f"{change.verdict}, not confirmed ({self.confirmed.get(change.key, 'not measured')})"

    def text(self, everything):
        lines = [f"note: {one}" for one in self.first.notes]
        for case, changes in self.first.changes:
            shown = [one for one in changes if everything or one.verdict in (SLOWER, FASTER, DIFFERENT)]
            missing = [one for one in self.first.lost if one.case is case]
            if shown or missing:
                lines += ["", f"{case.title} [{case.id}]: {case.metric.name}, ratio to {case.case['reference']}"]
                lines += aligned([self.row(one) for one in shown])
                lines += [f"  {one.contestant}  missing: {one.reason}" for one in missing]
        return "\n".join([*lines, *([""] if lines else []), *self.summary()])

    def row(self, change):
        interval = f"[{percent(exp(change.interval[0]))}, {percent(exp(change.interval[1]))}]" if change.interval else "no interval"
        verdict = self.said(change) + (": noise, this ratio is 1 in every run" if change.control else "")
        return change.label, words.ratio(change.before.ratio), "->", words.ratio(change.now.ratio), percent(change.factor), interval, verdict

    def summary(self):
        counts = Counter(one.verdict for one in self.first.all if not one.control)
        unconfirmed = counts[SLOWER] + counts[FASTER] - len(self.slower) - len(self.faster)
        parts = [f"{len(self.slower)} slower", f"{len(self.faster)} faster"]
        parts += [f"{number} {what}" for number, what in ((unconfirmed, "not confirmed"), *((counts[one], one) for one in UNRANKED),
                                                         (len(self.first.lost), "missing")) if number]
        yield f"{self.first.before.results.folder} -> {self.first.now.results.folder}: {', '.join(parts)}"
        if self.first.moved_controls:
            yield (f"The reference's copy moved too in {words.listing(one.case.id for one in self.first.moved_controls)}, which only noise can do: "
                   "measure again before you believe a change there.")
        if self.slower and self.confirmed is None:
            yield "A second run, independent of the first, confirms what became slower or does not: --confirm FOLDER."

    def document(self):
        return {"baseline": str(self.first.before.results.folder), "run": str(self.first.now.results.folder), "notes": self.first.notes,
                "changes": [self.entry(one) for one in self.first.all],
                "missing": [{"case": one.case.id, "contestant": one.contestant, "reason": one.reason} for one in self.first.lost]}

    def entry(self, change):
        return {"case": change.case.id, "contestant": change.now.cell.contestant, "role": change.now.cell.role, "metric": change.now.metric.key,
                "base_role": change.now.base.role, "rounds": [len(change.before.rounds), len(change.now.rounds)],
                "ratio_before": change.before.ratio, "ratio_now": change.now.ratio, "change": change.factor,
                "interval": [exp(end) for end in change.interval] if change.interval else None, "verdict": self.said(change)}


def aligned(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    return ["  " + "  ".join(f"{text:{width}}" for text, width in zip(row, widths)).rstrip() for row in rows]


def percent(factor):
    return f"{100 * (factor - 1):+.1f} %"


def main(arguments):
    return carry_out(parse, compare, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
