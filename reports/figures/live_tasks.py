"""Memory against the number of tasks: the peak of a launch, a line a contestant, whose slope (beyond the serial program's if there is one) is its bytes a task."""
from statistics import median

from matplotlib.ticker import FuncFormatter

from reports.figures import captions
from reports.figures.drawing import Drawing, label_ends, new_figure
from reports.live_tasks import PEAK
from reports.style import look
from reports.words import NARROW, listing

NONE = 1  # byte a task: whose interval holds less is not told apart from the serial program, and has no label of its own


def peaks(growth):
    """None where no contestant has its memory recorded."""
    curves = [(cell, growth.rounds(cell.contestant), growth.conclude(cell.contestant)) for cell in growth.contestants]
    curves = [one for one in curves if one[1]]
    if not curves:
        return None
    figure = new_figure(9.2, 4.8)
    axes = figure.add_axes((0.075, 0.115, 0.645, 0.83))
    alike = [cell.contestant for cell, _, slope in curves if growth.serial not in (None, cell.contestant) and not slope.reason and slope.low < NONE]
    ends = []
    for cell, rounds, slope in curves:
        style, xs = look(cell), list(rounds)
        ys = [median(found) * PEAK.factor for found in rounds.values()]
        axes.plot(xs, ys, linestyle=style.line, lw=1.2, **style.marker_style(5.5))
        for x, found in rounds.items():
            axes.plot([x, x], [min(found) * PEAK.factor, max(found) * PEAK.factor], color=style.colour, lw=0.8, alpha=0.7)
        if cell.contestant not in alike:
            ends.append((xs[-1], ys[-1], cell.contestant + label(growth, cell.contestant, slope, alike), style.colour))
    axes.set_xlim(0, 1.03 * max(x for _, rounds, _ in curves for x in rounds))
    axes.set_ylim(0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}".replace(",", NARROW)))
    axes.set_xlabel("items, each a task where the implementation makes one" if growth.serial else f"{growth.cases[0].unit}s outstanding at once, each a task")
    axes.set_ylabel("peak resident memory of the process (MiB)")
    label_ends(axes, ends)
    reasons = {slope.reason for _, _, slope in curves if slope.reason}
    concluded = (f"No bytes a task: {'; '.join(sorted(reasons))}." if reasons else
                 "Right of each name its bytes a task: the slope by least squares"
                 + (f" of what it takes beyond {growth.serial}, whose own is common to all" if growth.serial else "") + "; 95 % intervals stand in the table.")
    if alike:
        concluded += f" Like it, not told apart by {NONE} B a task: {listing(alike)}."
    caption = f"{growth.title}. {captions.conditions(growth.cases)}. Each marker is the median of rounds at one number of items, thin vertical lines span them. {concluded}"
    return Drawing(f"live-tasks-{growth.name}", f"Memory against tasks: {growth.title}", caption, figure)


def label(growth, contestant, slope, alike):
    if slope.reason:
        return ""
    if contestant != growth.serial:
        return f"  {slope.text} B a task"
    return f"  {slope.text} B an item" + (f"; {len(alike)} like it" if alike else "")
