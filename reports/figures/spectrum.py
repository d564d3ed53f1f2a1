"""Latency percentile spectrum, 1/(1-p) on a log axis, from merged histograms; the null server's is the harness's share."""
from math import inf

from reports import histograms
from reports.figures import captions, ticks
from reports.figures.drawing import Drawing, label_ends, new_figure
from reports.style import look
from reports.words import significant


def representative(cases):
    """The highest rate that most contestants delivered: above it there is little to compare, below it little to see."""
    kept = lambda case: sum(not cell.saturated and not cell.lagging for cell in case.measured)
    most = max(kept(case) for case in cases)
    return max((case for case in cases if kept(case) == most), key=lambda case: case.load.get("rate_per_s", 0))


def latency(name, cases):
    """Saturated contestants are left out and named; None where nobody's latencies are comparable."""
    case = representative(cases)
    shown = [cell for cell in case.cells if cell.launches and cell.role != "copy" and cell.histogram() and not cell.saturated]
    if not shown:
        return None
    figure = new_figure(9.2, 4.4)
    axes = figure.add_axes((0.085, 0.13, 0.705, 0.82))
    curves(axes, [(cell, cell.histogram()) for cell in shown])
    axes.set_ylabel("latency from due time (log scale)")
    out = [cell.contestant for cell in case.measured if cell not in shown]
    caption = (f"{case.title} ({significant(case.load.get('rate_per_s'))} /s offered). {captions.conditions([case])}. Histograms of all rounds merged; "
               "each curve ends at the last percentile that ten samples lie beyond. The null server's curve is what harness and loopback cost alone."
               + (f" Left out, because saturated: {', '.join(out)}." if out else ""))
    return Drawing(f"spectrum-{name}", f"Latency percentile spectrum: {case.title}", caption, figure)


def curves(axes, shown):
    """A curve for each (cell, histogram), labelled at its end; sets both axes."""
    axes.set_xscale("log")
    axes.set_yscale("log")
    ends, lowest, highest, furthest = [], inf, 0, 1
    for cell, histogram in shown:
        style, curve = look(cell), histograms.spectrum(histogram)
        xs, ys = [x for x, _ in curve], [max(y, 1) / 1e3 for _, y in curve]
        axes.plot(xs, ys, drawstyle="steps-post" if len(xs) < 40 else "default", linestyle=style.line, color=style.colour,
                  lw=1.3 if cell.role == "null" else 1.7)
        marked = [p for p in ticks.PERCENTILES[1:] if 1 / (1 - p) <= xs[-1]]
        heights = [max(histograms.quantile(histogram, p), 1) / 1e3 for p in marked]
        if cell.role != "null":
            axes.plot([1 / (1 - p) for p in marked], heights, linestyle="none", **style.marker_style(5.5))
        ends.append((xs[-1], ys[-1], "null server" if cell.role == "null" else cell.contestant, style.colour))
        lowest, highest, furthest = min(lowest, ys[0]), max(highest, ys[-1]), max(furthest, xs[-1])
    axes.set_xlim(1, furthest * 1.1)
    axes.set_ylim(*ticks.padded(lowest, highest))
    ticks.percentile_axis(axes.xaxis, furthest)
    ticks.time_axis(axes.yaxis, *axes.get_ylim())
    axes.set_xlabel("percentile, spaced as 1/(1−p)")
    label_ends(axes, ends)
