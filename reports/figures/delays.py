"""Delays of a computation that is about waiting: percentile spectrum, both axes log, a curve a contestant."""
from reports import delays, histograms
from reports.figures import captions, spectrum
from reports.figures.drawing import Drawing, new_figure


def percentiles(case):
    """None where nobody has samples enough for a median."""
    shown = [(cell, cell.delays) for cell in case.measured if cell.delays and histograms.supported(cell.delays["count"], 0.5)]
    if not shown:
        return None
    figure = new_figure(9.2, max(4.4, 1.2 + 0.19 * len(shown)))
    axes = figure.add_axes((0.085, 0.13, 0.705, 0.82))
    spectrum.curves(axes, shown)
    axes.set_ylabel("delay (log scale)")
    caption = (f"{case.title}: {delays.meaning(case)}. {captions.conditions([case])}. Histograms of all slices merged; each curve ends at the last percentile "
               "that ten samples lie beyond.")
    return Drawing(f"delays-{case.id}", f"Delays: {case.title}", caption, figure)
