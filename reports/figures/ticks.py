"""Ticks of log axes that a reader can name: 0.9, 1, 1.1; 20 µs, 50 µs; 50 %, 99 %."""
from math import log10

from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator, NullLocator

from reports.words import significant

FINE = (0.9, 0.92, 0.94, 0.96, 0.98, 1, 1.02, 1.04, 1.06, 1.08, 1.1)
MEDIUM = (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3)
PERCENTILES = (0.0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999)


def nice(low, high, most=9):
    """1-2-5 values within [low, high], or the steps of a ratio axis where the span is under a factor of 4."""
    coarse = [step * 10 ** power for power in range(-4, 13) for step in (1, 2, 5)]
    for candidates in (FINE, MEDIUM, coarse, coarse[::3]):  # the last are the powers of ten
        inside = [one for one in candidates if low <= one <= high]
        covers = len(candidates) > len(MEDIUM) or (inside and inside[0] / low < 1.6 and high / inside[-1] < 1.6)
        if covers and 2 <= len(inside) <= most:
            return inside
    # Narrower than any list: equal steps, which a log axis of such a span shows as good as equal.
    return [one for one in MaxNLocator(4).tick_values(low, high) if low <= one <= high]


def on_log(axis, ticks, labels=None):
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter(FixedFormatter(labels or [f"{one:g}" if one < 1000 else significant(one) for one in ticks]))
    axis.set_minor_locator(NullLocator())


def ratio_axis(axis, low, high):
    on_log(axis, nice(low, high), [f"{one:g}" for one in nice(low, high)])


def time_axis(axis, low, high):
    """Microseconds on a log axis, labelled in the unit that reads best."""
    shown = nice(low, high)
    on_log(axis, shown, [f"{one:g} µs" if one < 1000 else f"{one / 1000:g} ms" if one < 1e6 else f"{one / 1e6:g} s" for one in shown])


def percentile_axis(axis, furthest):
    """x = 1 / (1 - p) on a log axis, labelled by p."""
    shown = [p for p in PERCENTILES if 1 / (1 - p) <= furthest * 1.05]
    on_log(axis, [1 / (1 - p) for p in shown], [f"{100 * p:.10g} %" for p in shown])


def padded(low, high, share=0.06):
    """Limits of a log axis with room beside the data."""
    room = max((log10(high) - log10(low)) * share, 0.004)
    return 10 ** (log10(low) - room), 10 ** (log10(high) + room)
