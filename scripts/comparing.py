"""What the comparisons with programs that others wrote have in common: finding them, pinning them, and telling how it came out."""

import os
import shutil
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(os.environ.get("FIVEWAYS_PROGRAM", ROOT / "build" / "release" / "fiveways"))


def give_up(sentence):
    print(f"{Path(sys.argv[0]).name}: {sentence}", file=sys.stderr)
    sys.exit(4)


def tool(name, package):
    return shutil.which(name) or shutil.which(name, path="/usr/sbin") or give_up(f"{name} is missing: run scripts/setup (Debian's package {package})")


def require_program():
    if not PROGRAM.is_file():
        give_up(f"{PROGRAM} is not built: run scripts/measure or scripts/test")


def two_cpus(what_for):
    """One for clients and one for servers, in this order."""
    cpus = sorted(os.sched_getaffinity(0))
    if len(cpus) < 2:
        give_up(f"it needs two CPUs, {what_for}")
    return cpus[:2]


def on_cpu(cpu):
    """For subprocess: preexec_fn."""
    return lambda: os.sched_setaffinity(0, {cpu})


def quartiles(values, digits=3):
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{middle:.{digits}f} (quartiles {low:.{digits}f}–{high:.{digits}f})"


def judge(what, ratios, most, spread=quartiles):
    """Prints a line, and returns whether the median is at most what is wanted."""
    met = statistics.median(ratios) <= most
    print(f"  {'ok    ' if met else 'MISSED'} {what}: {spread(ratios)}, {len(ratios)} pairs; wanted at most {most:.2f}")
    return met
