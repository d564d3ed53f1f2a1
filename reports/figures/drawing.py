"""A finished figure: its SVG with a title, inlined without clashes of ids, and the same as SVG and PNG files."""
import io
import re
from dataclasses import dataclass
from html import escape

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from reports.style import FONT, GREY, GRID, INK

matplotlib.rcParams.update({
    "font.family": FONT[:1], "font.size": 9, "axes.titlesize": 10, "axes.titleweight": "bold", "axes.titlelocation": "left",
    "axes.labelsize": 9, "axes.edgecolor": GREY, "axes.labelcolor": INK, "text.color": INK, "xtick.color": INK, "ytick.color": INK,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": GRID, "grid.linewidth": 0.8,
    "axes.axisbelow": True, "xtick.labelsize": 8.5, "ytick.labelsize": 8.5, "lines.linewidth": 1.6, "svg.fonttype": "none",
    "svg.hashsalt": "fiveways", "figure.facecolor": "white", "savefig.facecolor": "white",
})


@dataclass
class Drawing:
    """`name` is the file's stem, `title` what a screen reader says, `caption` stands below: sample size, duration, CPUs, loopback."""

    name: str
    title: str
    caption: str
    figure: Figure

    def svg(self):
        """Deterministic; ids carry the figure's name so that several fit one page; text stays text."""
        buffer = io.StringIO()
        self.figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
        text = buffer.getvalue()
        text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg"):], flags=re.S)
        text = re.sub(r'\bid="([^"]+)"', rf'id="{self.name}-\1"', text)
        text = re.sub(r'url\(#([^)]+)\)', rf'url(#{self.name}-\1)', text)
        text = re.sub(r'href="#([^"]+)"', rf'href="#{self.name}-\1"', text)
        text = text.replace("'DejaVu Sans'", ", ".join(f"'{font}'" if " " in font else font for font in FONT))
        text = re.sub(r"\n\s*", "\n", text)
        # Coordinates come with six decimals, and a hundredth of a point is enough; only inside tags: text holds results.
        text = re.sub(r"<[^>]+>", lambda tag: re.sub(r"(\d+\.\d\d)\d+", r"\1", tag[0]), text)
        head, rest = text.split(">", 1)
        return f'{head} role="img" aria-labelledby="{self.name}-title"><title id="{self.name}-title">{escape(self.title)}</title>{rest}'

    def save(self, folder):
        """Writes NAME.svg and NAME.png into the folder and returns the SVG for the page."""
        text = self.svg()
        (folder / f"{self.name}.svg").write_text('<?xml version="1.0" encoding="utf-8"?>\n' + text, encoding="utf-8")
        self.figure.savefig(folder / f"{self.name}.png", dpi=144, metadata={"Software": None, "Title": self.title},
                            pil_kwargs={"compress_level": 2})  # at the default level compressing takes as long as drawing
        return text


def new_figure(width, height):
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def short_label(cell):
    return {"null": "null server" if cell.case["kind"] == "service" else "null (harness's floor)"}.get(cell.role, cell.contestant)


def spread_apart(wanted, distance):
    """Positions as near to `wanted` as leaves `distance` between neighbours, in the order given; for direct labels."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups = []  # [sum of wanted - offset, members]: a block of touching labels stands at its members' mean
    for i in order:
        groups.append([[i], wanted[i]])
        while len(groups) > 1:
            (below, low), (above, high) = groups[-2], groups[-1]
            if high - low >= distance * (len(below) + len(above)) / 2:
                break
            merged = below + above
            mean = sum(wanted[j] - distance * (at - (len(merged) - 1) / 2) for at, j in enumerate(merged)) / len(merged)
            groups[-2:] = [[merged, mean]]
    out = [0.0] * len(wanted)
    for members, centre in groups:
        for at, j in enumerate(members):
            out[j] = centre + distance * (at - (len(members) - 1) / 2)
    return out


def label_ends(axes, ends, size=8):
    """Direct labels right of the axes: `ends` are (x, y, text, colour) in data; labels are moved apart and tied to their ends."""
    if not ends:
        return
    height = axes.get_window_extent().height / axes.figure.dpi * 72
    to_points = lambda y: axes.transAxes.inverted().transform(axes.transData.transform((axes.get_xlim()[0], y)))[1] * height
    spots = spread_apart([to_points(y) for _, y, _, _ in ends], size * 1.3)
    excess = max(0.0, max(spots) - height)
    for (x, y, text, colour), spot in zip(ends, spots):
        axes.annotate(text, xy=(x, y), xytext=(1.025, (spot - excess) / height), textcoords="axes fraction", va="center", ha="left",
                      fontsize=size, color=colour, annotation_clip=False,
                      arrowprops={"arrowstyle": "-", "color": colour, "lw": 0.6, "alpha": 0.6, "shrinkA": 2, "shrinkB": 4, "relpos": (0, 0.5)})
