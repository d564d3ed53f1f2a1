"""The two forests of a case: everyone against the reference, and one factor at a time."""
from reports.figures import captions, forest
from reports.figures.drawing import Drawing
from reports.verdicts import log_margin


def note(case, cell):
    if case.unsteady(cell):
        return "not steady, not ranked"
    if cell.coarsened:
        return "coarsened, not ranked"
    return "failed rounds, not ranked" if cell.failures else ""


def against_reference(case):
    """Grouped by backend: within a group the difference is the model. The A/A copy stands last, as the yardstick."""
    groups = []
    shown = [cell for cell in case.measured if cell is case.reference or cell.contestant in case.contrasts]
    for backend in dict.fromkeys(cell.backend for cell in sorted(shown, key=lambda one: one.backend != case.reference.backend)):
        rows = [forest.Row(cell.contestant, cell, case.contrasts.get(cell.contestant), note(case, cell)) for cell in shown if cell.backend == backend]
        groups.append((f"on {backend}", rows))
    if case.copy:
        groups.append(("the same twice", [forest.Row("A/A copy of the reference", case.copy.cell, case.copy)]))
    figure = forest.draw(groups, case.metric, log_margin(case.margin(case.metric)), case.reference.contestant)
    caption = (f"{case.title}: {case.metric.description}. Ratios to {case.reference.contestant}, paired by slice. "
               f"{captions.conditions([case])}. {captions.whiskers(case.contrasts.values())}")
    return Drawing(f"forest-{case.id}", f"Forest plot: {case.metric.name} of {case.title}, ratio to {case.reference.contestant}", caption, figure)


def one_factor(case):
    """Models on the same backend, then backends under the same model; None where no two cells share a factor."""
    groups = [(f"models on {backend}, against {base.model}", [forest.Row(one.cell.contestant, one.cell, one) for one in rest])
              for backend, base, rest in case.models if rest]
    groups += [(f"{model}: backends, against {base.backend}", [forest.Row(one.cell.contestant, one.cell, one) for one in rest])
               for model, base, rest in case.backends if rest]
    if not groups:
        return None
    figure = forest.draw(groups, case.metric, log_margin(case.margin(case.metric)), "the base of its group")
    every = [one for _, _, rest in case.models + case.backends for one in rest]
    caption = (f"{case.title}: one factor at a time. Upper groups: the backend is the same, the difference is the model. Lower groups: the model is "
               f"the same, the difference is the backend. {captions.conditions([case])}. {captions.whiskers(every)}")
    return Drawing(f"one-factor-{case.id}", f"Forest plot: {case.metric.name} of {case.title}, one factor at a time", caption, figure)
