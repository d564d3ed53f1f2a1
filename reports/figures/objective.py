"""The highest rate within the objective: a bar a round from the rate that passed twice to the lowest that missed."""
from statistics import median

from reports.figures import captions
from reports.figures.drawing import Drawing, new_figure
from reports.style import look
from reports.words import significant

ROW = 0.3


def highest_rate(case):
    """None where no rate passed."""
    found = [(cell, [launch["slo"] for launch in cell.launches.values() if "highest_passed_per_s" in launch.get("slo", {})]) for cell in case.cells]
    found = [one for one in found if one[1]]
    if not found:
        return None
    figure = new_figure(9.2, 0.8 + ROW * len(found))
    axes = figure.add_axes((0.2, 0.5 / figure.get_figheight(), 0.62, ROW * len(found) / figure.get_figheight()))
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.set_yticks([])
    for y, (cell, rounds) in enumerate(found):
        style = look(cell)
        for at, one in enumerate(rounds):
            height = y + 0.24 * (at - (len(rounds) - 1) / 2) / max(1, len(rounds) - 1)
            axes.plot([one["highest_passed_per_s"], one["lowest_missed_per_s"]], [height] * 2, color=style.colour, lw=2, alpha=0.6,
                      linestyle=(0, (1, 1)) if one["generator_limited"] else "solid")
        middle = median(one["highest_passed_per_s"] for one in rounds)
        axes.plot([middle], [y], linestyle="none", **style.marker_style(6))
        axes.text(-0.02, y, cell.label, transform=axes.get_yaxis_transform(), ha="right", va="center", fontsize=8.5)
        axes.text(1.02, y, f"{significant(middle)} /s", transform=axes.get_yaxis_transform(), va="center", fontsize=8.5, fontweight="bold")
    axes.set_xlim(0)
    axes.xaxis.set_major_formatter(lambda x, _: f"{x / 1000:g} k" if x else "0")
    axes.set_xlabel("offered rate (requests/s)")
    caption = (f"{case.title}. {captions.sample([case]).split(', launches')[0]}; {captions.place(case)}. Each bar is one round, from the highest rate that passed twice to the lowest "
               "above it that missed; dotted where the generator was late itself at the latter, so that the server may do more. Markers: median of rounds.")
    return Drawing(f"objective-{case.id}", f"Highest rate within the objective: {case.title}", caption, figure)
