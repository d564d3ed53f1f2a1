"""Starvation: p50 and p99 of the light requests, without heavy ones and beside them; a contestant a row, the distance is what it costs."""
from reports import starvation as starvations
from reports.figures import captions, ticks
from reports.figures.drawing import Drawing, new_figure
from reports.style import GREY, INK, look
from reports.words import BOUND, listing, microseconds

ROW = 0.27
LEFTS, WIDTH = (0.165, 0.585), 0.275  # of the two panels; the numbers stand right of each
SATURATED = "#b91c1c"


def light_requests(starvation):
    """None where nobody's light requests can be compared."""
    rows = starvation.rows
    drawn = [points(found, metric) for _, _, found in rows for metric in starvations.PERCENTILES]
    if not any(drawn):
        return None
    places = list(dict.fromkeys(place for place, _, _ in rows))
    lines = len(rows) + len(places)
    figure = new_figure(10, 0.95 + ROW * lines)
    height = ROW * lines / figure.get_figheight()
    panels = [figure.add_axes((left, 0.5 / figure.get_figheight(), WIDTH, height)) for left in LEFTS]
    for axes, metric in zip(panels, starvations.PERCENTILES):
        axes.set_xscale("log")
        axes.set_ylim(lines, 0)
        axes.set_yticks([])
        axes.grid(axis="y", visible=False)
        axes.spines["left"].set_visible(False)
        values = [value for _, _, found in rows for _, _, *spread in points(found, metric) for value in spread]
        if values:
            axes.set_xlim(*ticks.padded(min(values), max(values), 0.1))
            ticks.time_axis(axes.xaxis, *axes.get_xlim())
        axes.set_xlabel("latency (log scale)")
        axes.set_title(f"{metric.name.split()[0]} of light requests, from due time")
    y = 0.5
    for place in places:
        panels[0].text(-0.57, y, f"computing {starvations.PLACES[place]}", transform=panels[0].get_yaxis_transform(), va="center", fontsize=9, fontweight="bold", color=INK)
        for _, contestant, found in (row for row in rows if row[0] == place):
            y += 1
            for axes, metric in zip(panels, starvations.PERCENTILES):
                draw_row(axes, y, found, metric)
            panels[0].text(-0.045, y, contestant, transform=panels[0].get_yaxis_transform(), va="center", ha="right", fontsize=8.5)
        y += 1
    return Drawing(f"starvation-{starvation.name}", f"Starvation: light requests of {starvation.workload} beside heavy ones", caption(starvation), figure)


def points(found, metric):
    """[(share, generator-bound, value, low, high)] in µs, by share, of whom delivered what was offered."""
    out = []
    for share, (_, cell) in sorted(found.items()):
        value, spread = cell.value(metric), cell.spread(metric)
        if value is not None and not cell.saturated:
            low, high = spread or (value, value)
            out.append((share, cell.lagging, *(one * metric.factor for one in (value, min(low, value), max(high, value)))))
    return out


def change(values):
    """The numbers of a row, in order; a unit that they share is said once."""
    texts = [microseconds(one) for one in values]
    units = [one.partition(BOUND)[2] for one in texts]
    return " → ".join(one.partition(BOUND)[0] if unit == units[-1] and at < len(texts) - 1 else one for at, (one, unit) in enumerate(zip(texts, units)))


def draw_row(axes, y, found, metric):
    """A small hollow marker without heavy requests, a full-sized one for each share of them; numbers in the same order."""
    style, across = look(next(iter(found.values()))[1]), axes.get_yaxis_transform()
    kept = points(found, metric)
    axes.axhline(y, color="#eef0f3", lw=0.8, zorder=0)
    axes.plot([one[2] for one in kept], [y] * len(kept), color=style.colour, lw=2.2, alpha=0.35, solid_capstyle="butt", zorder=2)
    for share, lagging, value, low, high in kept:
        axes.plot([low, high], [y + 0.22] * 2, color=style.colour, lw=0.9, zorder=3)
        if share == 0:
            axes.plot([value], [y], "o", ms=5.5, mfc="white", mec=style.colour, mew=1.2, zorder=4)
        else:
            axes.plot([value], [y], linestyle="none", zorder=5, **style.marker_style())
        if lagging:
            axes.plot([value], [y], "o", mfc="none", mec=GREY, ms=12, mew=1, zorder=6)
    lost = any(cell.saturated for _, cell in found.values())
    axes.text(1.03, y, change([one[2] for one in kept]), transform=across, va="center", fontsize=8.5, fontweight="bold")
    if lost:
        axes.text(1.0, y, "saturated", transform=across, va="center", ha="right", fontsize=8, color=SATURATED)


def caption(starvation):
    shares = listing(f"{share} %" for share in starvation.shares if share > 0)
    without = "hollow circles: none; " if 0 in starvation.shares else ""
    return (f"{starvation.title}. {captions.conditions(starvation.cases)}. Share of heavy requests: {without}markers: {shares}. Light requests alone are counted, those that were "
            "answered; histograms of all rounds merged; thin lines below span the rounds. What moves a marker to the right is how long a light request waits for heavy ones; off-loaded computing "
            f"{'competes for the one server CPU all the same' if starvation.cases[0].server_cpus == 1 else 'has the same server CPUs'}. Grey rings: the generator was late itself. "
            "No verdict: ten launches resolve p99 only to about ×1.7.")
