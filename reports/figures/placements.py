"""One connection in three placements: the median response, a column a placement."""
from statistics import median

from reports.figures import captions
from reports.figures.drawing import Drawing, new_figure, short_label
from reports.metrics import METRICS
from reports.style import look
from reports.words import significant

ROW = 0.3
WORDS = {"same_core": "one core", "blocking": "across cores, both sleep", "spinning": "across cores, no CPU sleeps"}
RESPONSE = METRICS["response_p50_ns"]


def of_one_connection(cases):
    """`cases` differ in placement and workload; those of one workload share the figure. None without a number."""
    labels = list(dict.fromkeys((cell.contestant, cell.role == "null") for case in cases for cell in case.cells if cell.role != "copy" and cell.value(RESPONSE)))
    if not labels:
        return None
    figure = new_figure(9.6, 0.95 + ROW * len(labels))
    width = 0.78 / len(cases)
    for at, case in enumerate(cases):
        axes = figure.add_axes((0.17 + at * width, 0.5 / figure.get_figheight(), width - 0.065, ROW * len(labels) / figure.get_figheight()))
        axes.set_ylim(len(labels) - 0.5, -0.5)
        axes.set_yticks([])
        axes.set_title(WORDS.get(case.load.get("placement"), case.id), fontsize=9)
        for cell in case.cells:
            if cell.role == "copy" or not cell.value(RESPONSE):
                continue
            y, style = labels.index((cell.contestant, cell.role == "null")), look(cell)
            values = [one * RESPONSE.factor for one in cell.by_round(RESPONSE).values()]
            axes.plot([min(values), max(values)], [y, y], color=style.colour, lw=1)
            axes.plot([median(values)], [y], linestyle="none", **style.marker_style(6))
            axes.text(1.02, y, significant(median(values)), transform=axes.get_yaxis_transform(), va="center", fontsize=8)
            if at == 0:
                axes.text(-0.04, y, short_label(cell), transform=axes.get_yaxis_transform(), ha="right", va="center", fontsize=8.5)
        axes.set_xlim(0, axes.dataLim.x1 * 1.12)  # a marker at the end does not touch its number
        axes.set_xlabel("median response (µs)")
    caption = (f"{cases[0].workload}, {captions.peers(cases[0])}, one request at a time. {captions.conditions(cases)}. Markers: median of rounds, lines span them. "
               "On one core every hand-over is a switch; across cores a sleeping CPU must be woken, and where none sleeps it need not.")
    return Drawing(f"placements-{cases[0].workload}", f"One connection in three placements: {cases[0].workload}", caption, figure)
