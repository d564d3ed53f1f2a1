"""Memory against the connections that a server holds: its own, and the kernel's."""
from statistics import median

from reports import stress
from reports.figures import captions
from reports.figures.drawing import Drawing, label_ends, new_figure
from reports.style import look
from reports.words import NARROW

PARTS = (("user: the server's PSS", ("pss_bytes", "rss_bytes")), ("kernel: of the machine, beyond the smallest size", ("kernel_bytes",)))


def curve(cell, keys):
    """{connections: median of rounds in bytes}."""
    sizes = {}
    for launch in cell.launches.values():
        for point in launch.get("crowd", {}).get("points", []):
            value = next((point[key] for key in keys if key in point), None)
            if value is not None:
                sizes.setdefault(point["connections"], []).append(value)
    return {size: median(values) for size, values in sorted(sizes.items())}


def memory(case):
    """None where nothing was recorded."""
    cells = [cell for cell in case.cells if cell.role != "copy" and curve(cell, PARTS[0][1])]
    if not cells:
        return None
    figure = new_figure(9.6, 4.6)
    for at, (title, keys) in enumerate(PARTS):
        axes = figure.add_axes((0.065 + 0.5 * at, 0.125, 0.26, 0.79))
        axes.set_title(title, fontsize=9)
        ends = []
        for cell in cells:
            found, style = curve(cell, keys), look(cell)
            if not found:
                continue
            slope = stress.growth(list(cell.launches.values()), *keys)
            base = min(found.values()) if at else 0
            xs, ys = list(found), [(one - base) / 2 ** 20 for one in found.values()]
            axes.plot(xs, ys, linestyle=style.line, lw=1.2, **style.marker_style(4.5))
            label = "null server" if cell.role == "null" else cell.contestant
            ends.append((xs[-1], ys[-1], f"{label}  {slope.value:,.0f} B".replace(",", NARROW) if not slope.reason else label, style.colour))
        axes.set_xlim(0)
        axes.set_ylim(0)
        axes.xaxis.set_major_formatter(lambda x, _: f"{x / 1000:g} k" if x else "0")
        axes.set_xlabel("connections held")
        axes.set_ylabel("MiB")
        label_ends(axes, ends, size=7)
    caption = (f"{case.title}. {captions.conditions([case])}. Each marker is the median of rounds; right of each name the slope by least squares, bytes a connection. "
               "Kernel memory is of both ends of a connection, and of the server's threads and page tables; the client's half is the same for everyone.")
    return Drawing(f"crowd-{case.id}", f"Memory against connections: {case.title}", caption, figure)
