"""Forest plot: ratios with their intervals and the equivalence band, in groups that differ in one factor."""
from dataclasses import dataclass
from math import exp

from reports import words
from reports.figures import ticks
from reports.figures.drawing import new_figure
from reports.style import BAND, GREY, INK, look
from reports.verdicts import EXPLORATORY

ROW = 0.27


@dataclass
class Row:
    """`contrast` is None for the reference itself; `note` replaces the verdict."""

    label: str
    cell: object
    contrast: object
    note: str = ""


def draw(groups, metric, delta, against):
    """`groups` are (title, rows). Returns a figure of one ratio axis with labels left, numbers and verdicts right."""
    lines = sum(len(rows) + 1 for _, rows in groups)
    figure = new_figure(10, 0.95 + ROW * lines)
    axes = figure.add_axes((0.215, 0.62 / figure.get_figheight(), 0.37, ROW * lines / figure.get_figheight()))
    axes.set_xscale("log")
    every = [one for _, rows in groups for row in rows if row.contrast for one in (*row.contrast.extremes, row.contrast.low or 1, row.contrast.high or 1)]
    low, high = ticks.padded(min([*every, exp(-delta)]), max([*every, exp(delta)]))
    axes.set_xlim(low, high)
    axes.set_ylim(lines, 0)
    axes.axvspan(exp(-delta), exp(delta), color=BAND, lw=0, zorder=0)
    axes.axvline(1, color=GREY, lw=1, zorder=1)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", visible=False)
    y = 0.5
    for title, rows in groups:
        axes.text(-0.56, y, title, transform=axes.get_yaxis_transform(), va="center", fontsize=9, fontweight="bold", color=INK)
        for row in rows:
            y += 1
            draw_row(axes, y, row)
        axes.axhline(y + 0.5, xmin=-0.56, xmax=2.1, color="#eef0f3", lw=0.8, clip_on=False, zorder=0)
        y += 1
    ticks.ratio_axis(axes.xaxis, low, high)
    axes.set_xlabel(f"{metric.name}, ratio to {against} (log scale; band: ±{100 * (exp(delta) - 1):.2g} %)")
    axes.text(0, 1.0, "← less", transform=axes.transAxes, va="bottom", fontsize=8, color=GREY)
    axes.text(1, 1.0, "more →", transform=axes.transAxes, va="bottom", ha="right", fontsize=8, color=GREY)
    return figure


def draw_row(axes, y, row):
    style = look(row.cell)
    across = axes.get_yaxis_transform()
    axes.text(-0.045, y, row.label, transform=across, va="center", ha="right", fontsize=8.5)
    contrast = row.contrast
    if contrast is None:
        axes.plot([1], [y], linestyle="none", **style.marker_style())
        axes.text(1.03, y, row.note or "reference: 1 by definition", transform=across, va="center", fontsize=8, color=GREY)
        return
    if contrast.interval:
        axes.plot([contrast.low, contrast.high], [y, y], color=style.colour, lw=3, alpha=0.85, solid_capstyle="butt", zorder=3)
    else:
        axes.plot(contrast.extremes, [y, y], color=style.colour, lw=1, zorder=3)
    axes.plot([exp(one) for one in contrast.rounds], [y + 0.24] * len(contrast.rounds), ".", color=style.colour, alpha=0.45, ms=3, mew=0, zorder=2)
    axes.plot([contrast.ratio], [y], linestyle="none", zorder=4, **style.marker_style())
    axes.text(1.03, y, words.times(contrast.ratio), transform=across, va="center", fontsize=8.5, fontweight="bold")
    axes.text(1.2, y, words.interval(contrast), transform=across, va="center", fontsize=8, color=INK)
    verdict = row.note or contrast.verdict
    axes.text(1.615, y, verdict, transform=across, va="center", fontsize=8, color=GREY if verdict == EXPLORATORY else INK)
