"""Cost per request: user and kernel CPU, context switches, system calls; a panel each, a contestant a row."""
from reports.figures import captions
from reports.figures.drawing import Drawing, new_figure, short_label
from reports.metrics import METRICS
from reports.style import GREY, INK, lighter, look
from reports.words import significant

SPLIT_S = 20  # seconds of pooled CPU behind a user/kernel split before it is quoted with two digits (METHOD.md, "User and kernel CPU")
ROW = 0.3


def split(cell, metric):
    """(user, kernel) ns a request: the total of the nanosecond account, divided as the ticks of all rounds were; None if absent."""
    total = cell.value(metric)
    user, system = cell.value(METRICS["user_cpu_per_request_ns"]), cell.value(METRICS["system_cpu_per_request_ns"])
    if total is None or user is None or system is None or user + system == 0:
        return None
    return total * user / (user + system), total * system / (user + system)


def absence(cells, key):
    """Why a count is missing, in the harness's words."""
    for cell in cells:
        for launch in cell.launches.values():
            if launch.get("cost", {}).get("counters_absent"):
                return launch["cost"]["counters_absent"]
    return f"{METRICS[key].name}: not counted on this machine"


def per_request(case):
    """None where no launch recorded its cost."""
    cells = [cell for cell in case.cells if cell.launches and cell.role != "copy" and split(cell, METRICS["server_cpu_per_request_ns"])]
    if not cells:
        return None
    figure = new_figure(10, 0.95 + ROW * len(cells))
    height = ROW * len(cells) / figure.get_figheight()
    bottom = 0.5 / figure.get_figheight()
    lefts = ((0.19, 0.33), (0.59, 0.165), (0.825, 0.155))
    cpu, switches, calls = (figure.add_axes((left, bottom, width, height)) for left, width in lefts)
    for axes in (cpu, switches, calls):
        axes.set_ylim(len(cells) - 0.5, -0.5)
        axes.set_yticks([])
        axes.grid(axis="y", visible=False)
    draw_cpu(cpu, cells)
    draw_count(switches, cells, "switches_per_request", "context switches")
    draw_count(calls, cells, "syscalls_per_request", "system calls")
    poor = [cell.pooled_cpu_s for cell in cells if cell.pooled_cpu_s < SPLIT_S]
    caption = (f"{case.title}. {captions.conditions([case])}. Left: dark is user, light is kernel CPU; the total comes from the scheduler's "
               "nanosecond account, its division from ticks pooled over all rounds"
               + (f"; hatched: the split rests on {min(poor):.2g} to {max(poor):.2g} s of CPU, less than the {SPLIT_S} s that two digits need." if poor else "."))
    return Drawing(f"cost-{case.id}", f"Cost per request: {case.title}", caption, figure)


def draw_cpu(axes, cells):
    metric, longest = METRICS["server_cpu_per_request_ns"], 0
    for y, cell in enumerate(cells):
        user, kernel = (part * metric.factor for part in split(cell, metric))
        colour, poor = look(cell).colour, cell.pooled_cpu_s < SPLIT_S
        axes.barh(y, user, 0.62, color=colour, hatch="/////" if poor else None, edgecolor="white", linewidth=0)
        axes.barh(y, kernel, 0.62, left=user, color=lighter(colour, 0.6), linewidth=0)
        low, high = (one * metric.factor for one in cell.spread(metric))
        axes.plot([low, high], [y, y], color=INK, lw=1)
        label = f"{significant(user + kernel)}" + (f" (user {significant(user, 2)})" if not poor else f" (user ≈ {significant(user, 1)})")
        axes.annotate(label, (max(user + kernel, high), y), (6, 0), textcoords="offset points", va="center", fontsize=8, color=GREY if poor else INK)
        axes.text(-0.03, y, short_label(cell), transform=axes.get_yaxis_transform(), ha="right", va="center", fontsize=8.5)
        longest = max(longest, user + kernel, high)
    axes.set_xlim(0, longest * 1.42)
    axes.set_title("server CPU per request")
    axes.set_xlabel("µs (user | kernel; line: range of rounds)")


def draw_count(axes, cells, key, title):
    metric = METRICS[key]
    values = [cell.value(metric) for cell in cells]
    axes.set_title(title)
    axes.set_xlabel("per request")
    if all(one is None for one in values):
        axes.set_xticks([])
        axes.text(0.02, 0.5, "absent:\n" + absence(cells, key).replace(": ", ":\n"), transform=axes.transAxes, fontsize=8, color=GREY, va="center", wrap=True)
        return
    for y, (cell, one) in enumerate(zip(cells, values)):
        axes.barh(y, one or 0, 0.62, color=look(cell).colour, linewidth=0)
        axes.annotate(significant(one, 2), (one or 0, y), (5, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_xlim(0, max([one for one in values if one] or [1]) * 1.35)
