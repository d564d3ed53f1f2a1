"""Elapsed time, or CPU time where that is compared, per node, item, task or sleep of a computation: absolute, log axis, a contestant a row."""
from reports.figures import captions, ticks
from reports.figures.drawing import Drawing, new_figure, short_label
from reports.metrics import METRICS
from reports.style import GREY, look
from reports.words import significant

ROW = 0.27


def per_unit(case):
    metric = case.metric if case.metric.key == "cpu_per_unit_ns" else METRICS["elapsed_per_unit_ns"].per(case.unit)
    cells = sorted((cell for cell in case.cells if cell.launches and cell.role != "copy" and cell.value(metric)),
                   key=lambda cell: (cell.role == "null", cell.value(metric)))
    if not cells:
        return None
    figure = new_figure(9.2, 0.75 + ROW * len(cells))
    axes = figure.add_axes((0.2, 0.5 / figure.get_figheight(), 0.55, ROW * len(cells) / figure.get_figheight()))
    axes.set_xscale("log")
    axes.set_ylim(len(cells) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xlim(*ticks.padded(min(cell.spread(metric)[0] for cell in cells), max(cell.spread(metric)[1] for cell in cells)))
    for y, cell in enumerate(cells):
        style, (low, high), across = look(cell), cell.spread(metric), axes.get_yaxis_transform()
        axes.axhline(y, color="#eef0f3", lw=0.8, zorder=0)
        axes.plot([low, high], [y, y], color=style.colour, lw=1.2)
        axes.plot([cell.value(metric)], [y], linestyle="none", **style.marker_style())
        axes.text(-0.02, y, short_label(cell), transform=across, ha="right", va="center", fontsize=8.5)
        axes.text(1.03, y, f"{significant(cell.value(metric))} ns", transform=across, va="center", fontsize=8.5, fontweight="bold")
        held_up = case.held_up(cell, metric)
        note = "coarsened, not ranked" if cell.coarsened else "upstream-bound, not ranked" if held_up else "not steady, not ranked" if case.unsteady(cell) else f"rounds {significant(low)} to {significant(high)}"
        axes.text(1.17, y, note, transform=across, va="center", fontsize=8, color=GREY)
    ticks.on_log(axes.xaxis, ticks.nice(*axes.get_xlim()))
    axes.set_xlabel(f"{metric.name} (ns, log scale)")
    caption = (f"{case.title}: {metric.description}. {captions.conditions([case])}. Markers: median of rounds; lines span the rounds, which the machine's "
               "drift moves together: compare by the ratios, which are paired.")
    return Drawing(f"elapsed-{case.id}", f"{metric.name[0].upper()}{metric.name[1:]}: {case.title}", caption, figure)
