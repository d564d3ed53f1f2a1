"""METG curve: granularity against efficiency, a line a contestant, with the 50 % line; where a line crosses it is its METG."""
from reports.figures import captions, ticks
from reports.figures.drawing import Drawing, label_ends, new_figure
from reports.metg import THRESHOLD
from reports.style import GREY, look


def efficiency(sweep):
    """None where no contestant stands beside the serial program."""
    curves = [(cell, sweep.points(cell.contestant), sweep.conclude(cell.contestant)) for cell in sweep.contestants]
    curves = [one for one in curves if one[1]]
    if not curves:
        return None
    figure = new_figure(9.2, 4.8)
    axes = figure.add_axes((0.075, 0.115, 0.665, 0.83))
    every = [point.granularity / 1e3 for _, points, _ in curves for point, _, _ in points.values()]
    axes.set_xscale("log")
    axes.set_xlim(*ticks.padded(min(every), max(every)))
    axes.set_ylim(0, max(1.1, *(high for _, points, _ in curves for _, _, high in points.values())))
    axes.axhline(THRESHOLD, color=GREY, lw=1, linestyle=(0, (4, 3)), zorder=1)
    axes.text(0.01, THRESHOLD + 0.015, "50 %", transform=axes.get_yaxis_transform(), fontsize=8, color=GREY)
    ends = []
    for cell, points, conclusion in curves:
        style = look(cell)
        xs, ys = [one.granularity / 1e3 for one, _, _ in points.values()], [one.efficiency for one, _, _ in points.values()]
        axes.plot(xs, ys, linestyle=style.line, lw=1.2, **style.marker_style(5.5))
        for x, (_, low, high) in zip(xs, points.values()):
            axes.plot([x, x], [low, high], color=style.colour, lw=0.8, alpha=0.7)
        if conclusion.point.kind == "exact":
            axes.plot([conclusion.point.value / 1e3], [THRESHOLD], "|", color=style.colour, ms=11, mew=1.6, zorder=4)
        unit = "" if conclusion.point.kind == "error" else " µs"
        ends.append((xs[-1], ys[-1], f"{cell.contestant}  {conclusion.point.text}{unit}", style.colour))
    ticks.time_axis(axes.xaxis, *axes.get_xlim())
    axes.yaxis.set_major_formatter(lambda y, _: f"{100 * y:.0f} %")
    axes.set_xlabel("granularity: elapsed × workers ÷ tasks (log scale)")
    axes.set_ylabel("efficiency, against workers × serial")
    label_ends(axes, ends)
    bars = "exact 95 % intervals stand in the table" if any(one.exact for _, _, one in curves) else "exploratory: too few rounds for intervals"
    caption = (f"{sweep.title}. {captions.conditions(sweep.cases)}. Each marker is one number of rounds of the kernel, the same task for all; thin vertical lines "
               f"span the rounds of the measurement; {bars}. Right of each name its METG(50 %), marked on the line; > and ≤ are bounds. "
               f"Efficiency is paired by slice with {sweep.serial}.")
    return Drawing(f"metg-{sweep.name}", f"METG: efficiency against granularity, {sweep.title}", caption, figure)
