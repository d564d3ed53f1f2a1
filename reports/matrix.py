"""The matrix: implementation × case, ratio to the best; what is not resolved is grey, what cannot be is said why."""
from dataclasses import dataclass
from itertools import groupby
from math import exp

from reports import words
from reports.cells import BACKENDS, MODELS, place
from reports.intervals import LEVEL, holm, sign_test
from reports.verdicts import EQUIVALENT, EXPLORATORY, FASTER, SLOWER


NOT_PLANNED = "—"


@dataclass
class Square:
    """`kind` is the CSS class; `hint` is shown on hover, and what is not a number also stands in a list below."""

    text: str
    kind: str
    hint: str


def matrix(cases):
    """{"cases": [(case, short title)], "workloads": [(name, columns)], "rows": [{"id", "model", "backend", "squares"}]} of one kind of workload; None where nothing was planned.

    Whom no case of the plan measures has no row: that is told among what was skipped.
    """
    names = {name for case in cases for name in case.case["contestants"]} | {one["contestant"] for case in cases for one in case.skipped}
    split = lambda name: name.partition("/")[::2]
    ordered = sorted(names, key=lambda name: (place(split(name)[1], BACKENDS), split(name)[1], place(split(name)[0], MODELS), name))
    worse = resolved_worse(cases)
    rows = [{"id": name, "model": split(name)[0], "backend": split(name)[1], "squares": [square(case, name, worse) for case in cases]}
            for name in ordered]
    rows = [row for row in rows if any(one.text != NOT_PLANNED for one in row["squares"])]
    heads = [(case, case.title.removeprefix(case.workload + ", ").removeprefix(case.workload + " ").replace("_", " ")) for case in cases]
    spans = [(workload, len(list(group))) for workload, group in groupby(cases, key=lambda case: case.workload)]
    return {"cases": heads, "workloads": spans, "rows": rows} if rows else None


def resolved_worse(cases):
    """{(case, contestant)} that stay worse than the case's best after Holm over the whole matrix."""
    compared = [(case.id, name, one) for case in cases for name, one in case.best[1].items() if one.verdict == SLOWER]
    every = [one for case in cases for one in case.best[1].values() if one.verdict != EXPLORATORY]
    adjusted = dict(zip(map(id, every), holm([sign_test(one.rounds) for one in every])))
    return {(case, name) for case, name, one in compared if adjusted[id(one)] <= LEVEL}


def aside(case, best, name, mark="†"):
    """The ratio of what is shown but not ranked, marked so."""
    point = {case.reference.contestant: 0.0} if case.reference else {}
    point |= {one: contrast.point for one, contrast in case.contrasts.items()}
    if not best or name not in point or best.contestant not in point:
        return mark
    return f"{words.ratio(exp(point[name] - point[best.contestant]))} {mark}"


def square(case, name, worse):
    cell = next((one for one in case.contestants if one.contestant == name), None)
    if cell is None:
        skip = next((one for one in case.skipped if one["contestant"] == name), None)
        if skip:
            return Square("n/a" if skip.get("kind") in ("not_applicable", "not_available") else NOT_PLANNED, "na", skip["reason"])
        return Square(NOT_PLANNED, "na", "not in this plan" if name not in case.case["contestants"] else "planned, not measured")
    if not cell.launches:
        return Square(cell.failures[0]["outcome"] if cell.failures else "—", "failed", cell.failures[0].get("sentence", "") if cell.failures else "")
    best, versus = case.best
    absolute = words.value(case.metric, cell.value(case.metric))
    if case.open_loop and cell.saturated:
        return Square("saturated", "saturated", "delivered less than offered: worse than every point that delivered; percentiles not compared")
    if case.open_loop and cell.lagging:
        return Square("gen.-bound", "unresolved", "the generator was late itself: not ranked")
    if case.held_up(cell, case.metric):
        return Square("upstr.-bound", "unresolved", f"a server upstream was saturated: not ranked; {absolute}")
    if cell.value(case.metric) is None:
        return Square("n/a", "na", f"{case.metric.name}: too few samples")
    if not case.ranks(cell):
        return Square(aside(case, best, name), "unresolved", f"{', '.join(case.marks(cell)) or 'not ranked'}; {absolute}")
    if cell.serial and cell is not best:
        return Square(aside(case, best, name, "‡"), "unresolved", f"the serial program, not ranked; {absolute}")
    if cell is best:
        return Square("1" if versus else "only", "best" if case.best_set else "unresolved", f"lowest point, {absolute}")
    contrast = versus.get(name)
    if contrast is None:
        return Square("n/a", "na", "no round holds it and the best")
    hint = f"{words.times(contrast.ratio)} of {best.contestant}, {words.interval(contrast)}; {absolute}"
    if case.best_set and (case.id, name) in worse:
        level = 1 if contrast.ratio < 1.1 else 2 if contrast.ratio < 1.5 else 3
        return Square(words.ratio(contrast.ratio), f"worse{level}", f"resolved worse: {hint}")
    if contrast.verdict in (EQUIVALENT, FASTER):
        return Square(words.ratio(contrast.ratio), "tie", f"equivalent to the best: {hint}")
    return Square(words.ratio(contrast.ratio), "unresolved", f"{'exploratory' if not contrast.interval else 'unresolved'}: {hint}")
