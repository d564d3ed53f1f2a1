"""What one of each costs: nanoseconds on a log axis, group by group, with multiples of a function call and allocations."""
from reports.figures import ticks
from reports.figures.drawing import Drawing, new_figure
from reports.style import GREY, INK
from reports.words import count, significant

ROW = 0.2
COLOUR = "#0072B2"


def costs(atoms):
    """A row an atom, a heading a group; `atoms` are reports.atoms.Atoms, or None where there are none."""
    if atoms is None:
        return None
    rows = [row for group, members in atoms.groups for row in [(group, None), *((group, one) for one in members)]]
    height = ROW * len(rows)
    figure = new_figure(9.2, height + 1.0)
    axes = figure.add_axes((0.235, 0.5 / figure.get_figheight(), 0.5, height / figure.get_figheight()))
    axes.set_xscale("log")
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xlim(*ticks.padded(min(one.extremes[0] for one in atoms.atoms), max(one.extremes[1] for one in atoms.atoms)))
    across = axes.get_yaxis_transform()
    if atoms.unit:
        axes.axvline(atoms.unit.time, color=GREY, lw=0.8, linestyle="dotted", zorder=0)
    for y, (group, atom) in enumerate(rows):
        if atom is None:
            axes.text(-0.44, y, group.replace("_", "-"), transform=across, ha="left", va="center", fontsize=8.5, fontweight="bold", color=INK)
            continue
        axes.axhline(y, color="#eef0f3", lw=0.8, zorder=0)
        axes.plot(atom.extremes, [y, y], color=COLOUR, lw=1.2, alpha=0.7)
        axes.plot([atom.time], [y], "o", color=COLOUR, ms=5)
        axes.text(-0.02, y, atom.short, transform=across, ha="right", va="center", fontsize=8.5)
        multiple = atoms.multiple(atom)
        for x, text, look in ((1.13, significant(atom.time), {"fontweight": "bold"}), (1.3, f"{significant(multiple)}×" if multiple else "", {}),
                              (1.5, allocations(atom), {"color": GREY})):
            axes.text(x, y, text, transform=across, ha="right", va="center", fontsize=8.5, **look)
    for x, text in ((1.13, "ns"), (1.3, "calls"), (1.5, "allocations")):
        axes.text(x, -1.1, text, transform=across, ha="right", va="bottom", fontsize=8, color=GREY)
    low, high = axes.get_xlim()
    shown = [one for one in (10 ** power for power in range(-1, 8)) if low <= one <= high]
    ticks.on_log(axes.xaxis, shown, [f"{one:g} ns" if one < 1000 else f"{one / 1000:g} µs" if one < 1e6 else f"{one / 1e6:g} ms" for one in shown])
    axes.set_xlabel("time of one operation (log scale)")
    caption = (f"Markers: median of {count(atoms.repetitions, 'repetition')}, in random order among all; lines span the repetitions, they are no interval. "
               "Calls: multiples of one opaque function call (dotted). Allocations: calls of malloc and its kind by all threads, counted apart from the clock. "
               f"One CPU: both threads share it; two CPUs: the second thread has its own; CPUs {atoms.cpus or 'not recorded'}."
               + "".join(f" {note[0].upper()}{note[1:]}." for note in atoms.notes))
    return Drawing("atoms", "Atoms: what one of each costs", caption, figure)


def allocations(atom):
    return "n/a" if atom.allocations is None else f"{atom.allocations:.3g}"
