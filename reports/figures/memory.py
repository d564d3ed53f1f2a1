"""Memory of every launch: resident and proportional set, a dot a launch."""
from reports.figures import captions
from reports.figures.drawing import Drawing, new_figure, short_label
from reports.metrics import METRICS
from reports.style import GREY, look
from reports.words import significant

ROW = 0.27


def per_launch(case):
    """None where no launch recorded memory."""
    metric, other = METRICS["rss_bytes"], METRICS["pss_bytes"]
    # A null computation runs so many iterations that the memory of its process is the harness's list of nonces and answers.
    left_out = ("copy", "null") if case.kind == "computation" else ("copy",)
    cells = [cell for cell in case.cells if cell.role not in left_out and cell.by_round(metric)]
    if not cells:
        return None
    figure = new_figure(9.2, 0.75 + ROW * len(cells))
    axes = figure.add_axes((0.2, 0.5 / figure.get_figheight(), 0.6, ROW * len(cells) / figure.get_figheight()))
    axes.set_ylim(len(cells) - 0.5, -0.5)
    axes.set_yticks([])
    for y, cell in enumerate(cells):
        style, across = look(cell), axes.get_yaxis_transform()
        resident = [one * metric.factor for one in cell.by_round(metric).values()]
        proportional = [one * other.factor for one in cell.by_round(other).values()]
        axes.axhline(y, color="#eef0f3", lw=0.8, zorder=0)
        axes.plot(proportional, [y] * len(proportional), "|", color=style.colour, ms=9, mew=1.2, alpha=0.8)
        axes.plot(resident, [y] * len(resident), linestyle="none", alpha=0.75, **style.marker_style(6))
        axes.text(-0.02, y, short_label(cell), transform=across, ha="right", va="center", fontsize=8.5)
        middle = sorted(resident)[len(resident) // 2]
        axes.text(1.02, y, f"{significant(middle)} MiB", transform=across, va="center", fontsize=8.5, fontweight="bold")
        if case.kind == "service":
            axes.text(1.15, y, f"PSS {significant(sorted(proportional)[len(proportional) // 2])}" if proportional else "PSS n/a", transform=across,
                      va="center", fontsize=8, color=GREY)
    axes.set_xlim(0)
    axes.set_xlabel("memory of the process (MiB): markers RSS, bars PSS, one a launch" if case.kind == "service"
                    else "peak resident memory of the process (MiB), a marker a launch")
    caption = (f"{case.title}. {captions.conditions([case])}. The whole process, its text and buffers included; every implementation is the same binary, so "
               "the differences are its own. Numbers: median of launches.")
    return Drawing(f"memory-{case.id}", f"Memory of every launch: {case.title}", caption, figure)
