"""Goodput over time while the rate changes: what was offered, and what of it every contestant answered within the objective."""
from statistics import median

from reports import stress
from reports.figures import captions
from reports.figures.drawing import Drawing, label_ends, new_figure
from reports.style import GREY, look
from reports.words import significant

WINDOW_S = 0.1


def lines(case, cell, column):
    """[/s] a window, median over rounds. The null server is no contestant, the copy no other."""
    rounds = [[one[column] / WINDOW_S for one in stress.windows(launch)] for launch in cell.launches.values()]
    return [median(values) for values in zip(*rounds)]


def over_time(case):
    """None where no launch has windows."""
    cells = [cell for cell in case.measured if any(stress.windows(launch) for launch in cell.launches.values())]
    if not cells:
        return None
    figure = new_figure(9.2, 4.4)
    axes = figure.add_axes((0.085, 0.125, 0.705, 0.82))
    offered = lines(case, cells[0], 0)
    times = [WINDOW_S * at for at in range(len(offered) + 1)]
    axes.stairs(offered, times, color=GREY, lw=1.2, fill=True, alpha=0.18)
    ends = []
    for cell in cells:
        style, good = look(cell), lines(case, cell, 1)
        middle = [WINDOW_S * (at + 0.5) for at in range(len(good))]
        axes.plot(middle, good, linestyle=style.line, lw=1.3, **style.marker_style(4))
        ends.append((middle[-1], good[-1], cell.contestant, style.colour))
    axes.set_xlim(0, times[-1])
    axes.set_ylim(0)
    axes.yaxis.set_major_formatter(lambda y, _: f"{y / 1000:g} k" if y else "0")
    axes.set_xlabel("time since the schedule began (s)")
    axes.set_ylabel("good requests/s, by when they were due")
    label_ends(axes, ends)
    objective = significant(case.load["objective_ns"] / 1e6)
    caption = (f"{case.title}. {captions.conditions([case])}. Grey: what was offered, the same for everyone. Lines: what of it was answered within {objective} ms "
               "of its due time, windows of 100 ms, median of rounds. What cannot be sent waits in the client, first come first served, until its time-out.")
    return Drawing(f"goodput-{case.id}", f"Goodput over time: {case.title}", caption, figure)
