"""What stands around the figures: trust strip, environment, what was skipped or failed, how to reproduce, glossary."""
from math import expm1

from reports import bottleneck, verdicts, words
from reports.findings import floor_costs
from reports.intervals import detectable, rounds_needed
from reports.metrics import METRICS

PLANNED = 20  # rounds of the standard plan


def trust_strip(run):
    """[(title, value, explanation, tone)]; tone is "good", "bad" or "" for the eye."""
    grade = run.results.environment.get("grade", "?")
    cards = [("machine", f"grade {grade}", f"{words.count(len(run.results.environment.get('instabilities', [])), 'instability', 'instabilities')} found before "
              "the run; see environment", "good" if grade in "AB" else "bad" if grade in "EF?" else "")]
    cards.append(copies(run))
    positives, judged = run.false_positives
    cards.append(("false positives", f"{positives} of {judged}" if judged else "not measurable",
                  "A/A contrasts that were called different" if judged else "no A/A contrast has an interval yet", "bad" if positives else ""))
    cards.append(steady_state(run))
    bound = ", ".join(f"{number} {name}" for name, number in sorted(run.classes.items())) or "no point with 16 outstanding"
    cards.append(("what limited closed-loop points", bound, "requests/s is ranked only where server-bound", ""))
    cases = [case for case in (run.headline("service"), run.headline("computation")) if case]
    cards.append(("harness floor", "; ".join(floor_words(case) for case in cases) or words.ABSENT, "the harness itself, against the null contestant", ""))
    wrong = sum(launch["outcome"] == "wrong" for launch in run.results.launches)
    cards.append(("verification", "every answer right" if not wrong else words.count(wrong, "wrong answer"),
                  "every byte of every reply and every result is checked; a wrong one leaves no number", "bad" if wrong else "good"))
    total = len(run.results.launches)
    cards.append(("launches", f"{run.launches_ok} of {total} ok", f"{words.count(total - run.launches_ok, 'launch', 'launches')} without a number",
                  "good" if run.launches_ok == total else "bad"))
    cards.append(("disturbed rounds", f"{run.repeated} repeated", f"{run.still_disturbed} used although disturbed again; the last attempt counts",
                  "bad" if run.still_disturbed else ""))
    rounds = sorted({case.rounds for case in run.cases})
    needed = max(case.needed for case in run.cases)
    cards.append(("rounds", f"{rounds[0]}" if len(rounds) == 1 else f"{rounds[0]} to {rounds[-1]}",
                  f"exploratory: an exact interval needs up to {needed}" if run.exploratory else "exact intervals where a case has enough", "bad" if run.exploratory else "good"))
    return cards


def floor_words(case):
    costs = floor_costs(case)
    unit = "an iteration" if case.kind == "computation" else "of generator CPU a request"
    return f"{costs[0]} {unit}" if costs else words.ABSENT


def steady_state(run):
    checked, few, alone = run.steadiness
    named = words.listing(f"{cell.label} in {case.id}" for case, cell in run.unsteady[:3]) + (f" and {len(run.unsteady) - 3} more" if len(run.unsteady) > 3 else "")
    left = [f"{number} not checked: {reason}" for number, reason in ((few, "too few rounds"), (alone, "launched alone, or too few slices")) if number]
    text = "; ".join(["the first fifth of a round's slices against the rest, relative to the reference", *([f"not steady: {named}"] if run.unsteady else []), *left])
    value = f"{len(run.unsteady)} of {words.count(checked, 'point')} not steady" if checked else "not checked"
    return ("steady state", value, text, "bad" if run.unsteady else "good" if checked else "")


def copies(run):
    if not run.copies:
        return ("A/A copy", "none", "no copy of a reference was measured", "bad")
    headline = next((case.copy for case in (run.headline("service"), run.headline("computation")) if case and case.copy), run.copies[0])
    worst = max((one for one in run.copies if one.metric.key == headline.metric.key), key=lambda one: one.spread or 0)
    text = f"{words.times(headline.ratio)}, {words.interval(headline)}, sd {words.percent(headline.spread)}"
    finds = f"finds {words.percent(headline.detectable)} with 90 % power" if headline.detectable is not None else "too few rounds for an interval"
    return ("A/A copy", text, f"{finds}; largest sd of a case {words.percent(worst.spread)}", "")


def resolution(run):
    """What the measured A/A spread resolves: [(case, sd, rounds, needed, detectable now or None, detectable by PLANNED rounds)]."""
    later = lambda copy: expm1(detectable(copy.spread, PLANNED, copy.contrasts))
    return [(case, case.copy.spread, len(case.copy.rounds), rounds_needed(case.copy.contrasts), case.copy.detectable, later(case.copy))
            for case in run.timed if case.copy and case.copy.spread is not None]


def facts(tree, prefix=""):
    """[(dotted name, value)] of nested facts."""
    out = []
    for key, value in tree.items():
        name = f"{prefix}{key}".replace("_", " ")
        if isinstance(value, dict):
            out += facts(value, f"{prefix}{key} · ")
        else:
            out.append((name, ", ".join(map(str, value)) or "none" if isinstance(value, list) else said(value)))
    return out


def said(value):
    """A fact in words: nothing found out is unknown, not None."""
    if value is None or value == "":
        return "unknown"
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def skipped(run):
    """[(reason, kind, [(contestant, [cases])])], the same reason once."""
    out = {}
    for one in run.plan.get("skipped", []):
        out.setdefault((one["reason"], one.get("kind", "")), {}).setdefault(one["contestant"], []).append(one["case"])
    return [(reason, kind.replace("_", " "), list(names.items())) for (reason, kind), names in out.items()]


def missing(run):
    """Planned, neither measured nor skipped nor failed: an interrupted run's."""
    return [case.title for case in run.all_cases if not case.cells]


def glossary(run):
    entries = [(one.name, one.description) for one in METRICS.values()]
    entries += [(name, text) for name, text in bottleneck.CLASSES.items()]
    entries += [
        (verdicts.FASTER + " · " + verdicts.SLOWER, "the whole interval lies beyond the margin; for CPU per request read: costs less, costs more"),
        (verdicts.EQUIVALENT, "the whole interval lies inside the margin"),
        (verdicts.DIFFERENT, "the interval excludes 1 but holds the margin's edge"),
        (verdicts.UNRESOLVED, "the interval holds 1 and more than the margin"),
        (verdicts.EXPLORATORY, "fewer rounds than an exact interval needs: a point, the range of the rounds, no verdict"),
        ("margin", "the smallest difference that matters: " + ", ".join(f"{key.replace('_', ' ')} {100 * value:g} %" for key, value in run.plan.get("margins", {}).items())),
        ("model · backend", "how the code is written · what carries it; compared one at a time"),
        ("reference", "the implementation that all ratios of a case refer to; measured beside the others in every slice's neighbourhood"),
        ("A/A copy", "the reference a second time, in a process of its own: what it differs by is noise"),
        ("null", "a contestant that does nothing but answer: the harness's own floor"),
        ("round · slice", "every contestant a fresh process · one short visit of the generator; the round is the unit of analysis"),
        ("due time", "when a request of an open loop should have been sent; latency counts from it, so a stall counts against every request due in it"),
        ("not steady", "the first fifth of a round's slices differs from the rest by more than the margin, in an interval over the rounds: shown, not ranked"),
        ("saturated", "delivered less than 0.99 or more than 1.01 of what was offered; worse than every point that delivered"),
        ("METG(50 %)", "the smallest granularity (elapsed × workers ÷ tasks) at which half of the workers' time goes into tasks, "
         "against workers × the serial program of the same round"),
        ("bytes a task", "slope of the peak resident memory on the number of queued tasks, least squares over at least 5 sizes, beyond that of the serial program"),
        ("coarsened", "an implementation that bounds its forks: shown, not ranked"),
        ("RSS · PSS", "resident memory · the same with shared pages divided among their users"),
    ]
    return sorted(entries, key=lambda one: one[0].lower())
