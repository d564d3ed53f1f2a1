"""Throughput-latency curve: achieved rate against p99 from the due time, saturation marked, with the null server's beside it."""
from reports.figures import captions, ticks
from reports.figures.drawing import Drawing, label_ends, new_figure
from reports.metrics import METRICS
from reports.style import GREY, look
from reports.words import significant

SATURATED = "#b91c1c"
P99, RATE = METRICS["p99_ns"], METRICS["requests_per_s"]


def points(cases, key):
    """[(achieved rate, p99 in µs, (low, high) over rounds, saturated, generator-bound)] of one contestant, by offered rate."""
    out = []
    for case in cases:
        for cell in case.cells:
            if (cell.contestant, cell.role == "null") == key and cell.role != "copy" and cell.launches:
                rate, p99, spread = cell.value(RATE), cell.value(P99), cell.spread(P99)
                if rate and p99:
                    low, high = spread or (p99, p99)
                    out.append((rate * RATE.factor, p99 / 1e3, (min(low, p99) / 1e3, max(high, p99) / 1e3), cell.saturated, cell.lagging))
    return out


def throughput_latency(name, cases):
    """None where no point carries a p99, or all are of one rate: that is no curve. Saturated points stand in a strip of their own: their p99 grows with the duration."""
    keys = list(dict.fromkeys((cell.contestant, cell.role == "null") for case in cases for cell in case.cells if cell.role != "copy"))
    curves = []
    for key in keys:
        cell = next(cell for case in cases for cell in case.cells if (cell.contestant, cell.role == "null") == key and cell.role != "copy")
        curves.append(("null server" if key[1] else cell.contestant, look(cell), points(cases, key)))
    curves = [one for one in curves if one[2]]
    kept = [point for _, _, found in curves for point in found if not point[3]]
    if not kept or len(cases) < 2:
        return None
    figure = new_figure(9.2, 4.8)
    axes = figure.add_axes((0.085, 0.115, 0.705, 0.83))
    axes.set_yscale("log")
    low, high = ticks.padded(min(one[2][0] for one in kept), max(one[2][1] for one in kept))
    strip = high * (high / low) ** 0.07
    top = high * (high / low) ** 0.14 if any(point[3] for _, _, found in curves for point in found) else high
    axes.set_ylim(low, top)
    axes.set_xlim(0, max(point[0] for _, _, found in curves for point in found) * 1.04)
    if top > high:
        axes.axhspan(high, top, color="#fdf0f0", lw=0, zorder=0)
        axes.text(0.01, strip, "saturated: p99 not compared", transform=axes.get_yaxis_transform(), va="center", fontsize=8, color=SATURATED)
    ends = [end for label, style, found in curves for end in draw_line(axes, found, style, label, strip)]
    axes.xaxis.set_major_formatter(lambda x, _: f"{x / 1000:g} k" if x else "0")
    ticks.time_axis(axes.yaxis, low, high)
    axes.set_xlabel("achieved rate (requests/s)")
    axes.set_ylabel("p99 from due time (log scale)")
    label_ends(axes, ends)
    offered = ", ".join(significant(case.load["rate_per_s"]) for case in cases)
    caption = (f"{cases[0].workload}, {captions.peers(cases[0])}, open loop ({cases[0].load.get('arrivals', 'poisson')} arrivals), "
               f"offered {offered} /s. {captions.conditions(cases)}. Histograms of all rounds merged; thin vertical lines span the rounds' p99. "
               "Crosses: saturated, the server delivered less than 99 % of what was offered. Grey rings: the generator was late itself. "
               "Ten launches resolve p99 only to about ×1.7.")
    return Drawing(f"curve-{name}", f"Throughput against p99 latency: {cases[0].workload}, open loop", caption, figure)


def draw_line(axes, found, style, label, strip):
    """Returns where the direct label is tied: the last point that delivered, or the saturated one."""
    kept = [one for one in found if not one[3]]
    axes.plot([one[0] for one in kept], [one[1] for one in kept], linestyle=style.line, **style.marker_style(6))
    for rate, p99, (low, high), _, lagging in kept:
        axes.plot([rate, rate], [low, high], color=style.colour, lw=0.8, alpha=0.7)
        if lagging:
            axes.plot([rate], [p99], "o", mfc="none", mec=GREY, ms=12, mew=1, zorder=5)
    lost = [one[0] for one in found if one[3]]
    if lost:
        # The way into saturation is a hint, not a curve.
        start = kept[-1:] or [(lost[0], strip)]
        axes.plot([start[0][0], *lost], [start[0][1], *[strip] * len(lost)], color=style.colour, linestyle=(0, (1, 2)), lw=1)
        axes.plot(lost, [strip] * len(lost), linestyle="none", **style.marker_style(6))
        axes.plot(lost, [strip] * len(lost), "x", color=SATURATED, ms=10, mew=1.8, zorder=5)
    return [(lost[-1], strip, label, style.colour)] if lost else [(kept[-1][0], kept[-1][1], label, style.colour)]
