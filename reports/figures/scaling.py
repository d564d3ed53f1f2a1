"""Scaling over connections: CPU per request, its ratio to the reference with intervals, and requests per second."""
from math import exp

from reports import bottleneck, usl
from reports.figures import captions, ticks
from reports.figures.drawing import Drawing, label_ends, new_figure
from reports.metrics import METRICS
from reports.style import BAND, GREY, look
from reports.words import significant
from reports.verdicts import log_margin

CPU, RATE = METRICS["server_cpu_per_request_ns"], METRICS["requests_per_s"]


def over_connections(name, cases):
    """Needs two points; None otherwise."""
    cases = [case for case in cases if case.load.get("connections")]
    if len(cases) < 2:
        return None
    names = list(dict.fromkeys(cell.contestant for case in cases for cell in case.measured))
    figure = new_figure(10, 4.3)
    ratio = figure.add_axes((0.06, 0.13, 0.375, 0.79))
    rate = figure.add_axes((0.625, 0.13, 0.355, 0.79))
    ratio.set_yscale("log")
    span, ends = [1.0], []
    shown = [case.load["connections"] for case in cases]
    for order, contestant in enumerate(names):
        # A little apart, so that the intervals of one point do not hide each other.
        shift = 2 ** (0.09 * (order - (len(names) - 1) / 2))
        drawn = draw_ratio(ratio, cases, contestant, shift)
        draw_rate(rate, cases, contestant)
        span += [one for point in drawn for one in point[1:]]
        if drawn:
            cell = next(cell for case in cases for cell in case.measured if cell.contestant == contestant)
            ends.append((drawn[-1][0], drawn[-1][1], contestant, look(cell).colour))
    draw_null(rate, cases)
    delta = log_margin(cases[0].margin(CPU))
    ratio.axhspan(exp(-delta), exp(delta), color=BAND, lw=0, zorder=0)
    ratio.set_ylim(*ticks.padded(min(span), max(span)))
    ticks.ratio_axis(ratio.yaxis, *ratio.get_ylim())
    for axes in (ratio, rate):
        axes.set_xscale("log")
        ticks.on_log(axes.xaxis, shown, [str(one) for one in shown])
        axes.set_xlim(min(shown) / 1.5, max(shown) * 1.5)
        axes.set_xlabel("connections (log scale)")
    ratio.set_title("server CPU per request, ratio to the reference")
    rate.set_title("requests per second")
    rate.set_ylim(0)
    rate.yaxis.set_major_formatter(lambda y, _: f"{y / 1000:g} k" if y else "0")
    label_ends(ratio, ends)
    every = [one for case in cases for one in case.contrasts.values()]
    laws = {contestant: law(rate, cases, contestant) for contestant in names}
    caption = (f"{cases[0].workload} over {min(shown)} to {max(shown)} connections, reference {cases[0].reference.contestant if cases[0].reference else 'absent'}. "
               f"{captions.conditions(cases)}. {captions.whiskers(every)} Right: filled markers are server-bound, the only points whose requests per second "
               "may be ranked; pale ones are limited by something else. Dotted grey: the null server. " + usl.sentences(laws))
    return Drawing(f"scaling-{name}", f"Scaling over connections: {cases[0].workload}", caption, figure)


def draw_ratio(axes, cases, contestant, shift):
    """Returns (x, ratio, low, high) of every point."""
    drawn, style = [], None
    for case in cases:
        cell = next((one for one in case.measured if one.contestant == contestant), None)
        if cell is None:
            continue
        style, contrast = look(cell), case.contrasts.get(contestant)
        if contrast:
            low, high = (contrast.low, contrast.high) if contrast.interval else contrast.extremes
            drawn.append((case.load["connections"] * shift, contrast.ratio, low, high))
            axes.plot([drawn[-1][0]] * 2, [low, high], color=style.colour, lw=2 if contrast.interval else 0.9)
        elif cell is case.reference:
            drawn.append((case.load["connections"] * shift, 1.0, 1.0, 1.0))
    if drawn:
        axes.plot([one[0] for one in drawn], [one[1] for one in drawn], linestyle=style.line, lw=1.2, **style.marker_style(6))
    return drawn


def draw_rate(axes, cases, contestant):
    found = [(case, cell) for case in cases for cell in case.measured if cell.contestant == contestant and cell.value(RATE)]
    if not found:
        return
    style = look(found[0][1])
    axes.plot([case.load["connections"] for case, _ in found], [cell.value(RATE) * RATE.factor for _, cell in found], linestyle=style.line, lw=1.2,
              color=style.colour)
    for case, cell in found:
        x = case.load["connections"]
        axes.plot([x, x], [one * RATE.factor for one in cell.spread(RATE)], color=style.colour, lw=0.8)
        axes.plot([x], [cell.value(RATE) * RATE.factor], linestyle="none", alpha=1 if case.bound(cell) == "server-bound" else 0.3, **style.marker_style(6))


def law(axes, cases, contestant):
    """The Universal Scalability Law of the points that the generator did not limit, drawn if there is one: usl.fit's answer."""
    ours = [(case, cell) for case in cases for cell in case.measured if cell.contestant == contestant]
    points = [(case.load["connections"], value * RATE.factor) for case, cell in ours
              if case.bound(cell) not in (bottleneck.GENERATOR, bottleneck.BOTH, bottleneck.UPSTREAM) for value in cell.by_round(RATE).values()]
    found, why = usl.fit(*zip(*points)) if points else (None, "the generator limited every point")
    if found:
        sizes = sorted({size for size, _ in points})
        grid = [sizes[0] * (sizes[-1] / sizes[0]) ** (i / 60) for i in range(61)]
        axes.plot(grid, found.at(grid), color=look(ours[0][1]).colour, lw=0.8, linestyle="dotted")
    return found, why if found or not points else f"of the points that the generator did not limit, {why}"


def draw_null(axes, cases):
    points = [(case.load["connections"], case.null.value(RATE) * RATE.factor) for case in cases if case.null and case.null.value(RATE)]
    if points:
        axes.plot(*zip(*points), linestyle="dotted", color=GREY, marker="x", ms=5, lw=1.2)
