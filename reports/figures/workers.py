"""Scaling of computations over workers: speed-up against one worker of the same cell, and efficiency against the serial program."""
from math import exp
from statistics import median

from reports import usl
from reports.contrasts import log_ratios
from reports.figures import captions, ticks
from reports.figures.drawing import Drawing, label_ends, new_figure
from reports.metrics import METRICS
from reports.style import GREY, look

ELAPSED = METRICS["elapsed_per_unit_ns"]
SERIAL = "blocking/std"


def over_workers(name, cases):
    """Needs two numbers of workers; None otherwise. `cases` differ in workers alone."""
    cases = sorted(cases, key=lambda case: case.case.get("workers", 1))
    shown = [case.case.get("workers", 1) for case in cases]
    if len(set(shown)) < 2:
        return None
    curves = {one: points for one in names(cases) if len(points := speeds(cases, one)) > 1}
    if not curves:
        return None
    figure = new_figure(10, 4.3)
    speed_up = figure.add_axes((0.06, 0.13, 0.36, 0.79))
    efficiency = figure.add_axes((0.62, 0.13, 0.36, 0.79))
    ends, fits = [], {}
    for order, (contestant, points) in enumerate(curves.items()):
        style = look(next(cell for case in cases for cell in case.measured if cell.contestant == contestant))
        shift = 2 ** (0.05 * (order - (len(curves) - 1) / 2))  # a little apart, so that the lines of one point do not hide each other
        one = median(points[min(points)]) / min(points)
        draw(speed_up, points, shift, style, lambda speed, workers, one=one: speed / one)
        draw(efficiency, points, shift, style, lambda speed, workers: speed / workers)
        last = max(points)
        ends.append((last * shift, median(points[last]) / one, contestant, style.colour))
        fits[contestant] = found = fit(points)
        if found[0]:
            grid = [min(points) * (last / min(points)) ** (i / 60) for i in range(61)]
            speed_up.plot(grid, found[0].at(grid) / one, color=style.colour, lw=0.8, linestyle="dotted")
    cpus = max(1, len(set(cases[0].plan.get("server_cpus", [])) | set(cases[0].plan.get("generator_cpus", []))))
    finish(speed_up, efficiency, sorted(set(shown)), cpus)
    label_ends(speed_up, ends)
    return Drawing(f"workers-{name}", f"Scaling over workers: {cases[0].workload}", caption(cases, curves, fits, cpus), figure)


def names(cases):
    """Contestants that more than one worker can carry: a serial program is what they are measured against."""
    return list(dict.fromkeys(cell.contestant for case in cases for cell in case.measured if cell.model != "blocking"))


def speeds(cases, contestant):
    """{workers: speeds of the rounds}: against the serial program, paired by slice, where it was measured; else units per ns."""
    out = {}
    for case in cases:
        cell, serial = (next((one for one in case.measured if one.contestant == wanted), None) for wanted in (contestant, SERIAL))
        if cell is None:
            continue
        values = [exp(-one) for one in log_ratios(ELAPSED, cell, serial)] if has_serial(cases) else [1 / one for one in cell.by_round(ELAPSED).values()]
        if values:
            out[case.case.get("workers", 1)] = values
    return out


def has_serial(cases):
    return all(any(cell.contestant == SERIAL for cell in case.measured) for case in cases)


def fit(points):
    """usl.fit over all rounds of all sizes."""
    pairs = [(workers, value) for workers, values in points.items() for value in values]
    return usl.fit(*zip(*pairs))


def draw(axes, points, shift, style, scaled):
    across = [workers * shift for workers in points]
    axes.plot(across, [scaled(median(values), workers) for workers, values in points.items()], linestyle=style.line, lw=1.2, **style.marker_style(6))
    for x, (workers, values) in zip(across, points.items()):
        axes.plot([x, x], [scaled(min(values), workers), scaled(max(values), workers)], color=style.colour, lw=0.9)


def finish(speed_up, efficiency, shown, cpus):
    speed_up.plot([shown[0], shown[-1]], [1, shown[-1] / shown[0]], color=GREY, lw=1, linestyle="dashed", zorder=0)
    speed_up.set_title(f"speed-up against the same cell at {shown[0]} worker{'' if shown[0] == 1 else 's'}")
    efficiency.set_title("efficiency against the serial program")
    for axes in (speed_up, efficiency):
        axes.set_xscale("log")
        axes.set_yscale("log")
        ticks.on_log(axes.xaxis, shown, [str(one) for one in shown])
        axes.set_xlim(shown[0] / 1.3, shown[-1] * 1.3)
        axes.set_ylim(*ticks.padded(*axes.get_ylim(), share=0.02))
        ticks.ratio_axis(axes.yaxis, *axes.get_ylim())
        axes.set_xlabel("workers (log scale)")
        if shown[-1] > cpus:
            axes.axvspan(cpus * 1.15, axes.get_xlim()[1], color="#f3f4f6", lw=0, zorder=-1)
            axes.text(cpus * 1.18, 0.985, f"more than {cpus} CPUs", transform=axes.get_xaxis_transform(), va="top", fontsize=8, color=GREY)


def caption(cases, curves, fits, cpus):
    base = (f"relative to {SERIAL} in the same slices, which takes the machine's drift out" if has_serial(cases)
            else "from absolute times, which drift with the machine; efficiency is not against a serial program, which this run lacks")
    text = (f"{cases[0].workload}, {min(curves_workers(curves))} to {max(curves_workers(curves))} workers on {cpus} CPUs. {captions.sample(cases)}. "
            f"Speeds are {base}; markers: median of rounds, lines span the rounds. Dashed: as many times as workers. "
            "Efficiency holds what a fork costs too: at one worker it is the price of being concurrent.")
    return f"{text} {usl.sentences(fits)}"


def curves_workers(curves):
    return [workers for points in curves.values() for workers in points]
