"""Whether the generator's arrivals were what was asked (METHOD.md, "Arrivals"), from the gaps that it recorded.

Poisson: Anderson–Darling against the exponential (M. A. Stephens, JASA 69, 1974), by scipy, at 1 % a launch. Constant: the 99th
percentile of how far a gap is from the asked one, allowed what is allowed of lag: 50 µs or a tenth of the gap.
"""
from numpy import abs as absolute, asarray, percentile
from scipy.stats import anderson, binom

from reports.stress import CHANGING

FEWEST_GAPS = 20
LEVEL = 0.01


def rejected(launch, load):
    """True or False for one launch; None where too few gaps were recorded."""
    if load.get("arrivals") in CHANGING:
        return None  # no one distribution of gaps was asked; that the schedule is drawn as asked is tested where it is drawn
    gaps = asarray(launch.get("latency", {}).get("send_gaps_ns") or [], dtype=float)
    if len(gaps) < FEWEST_GAPS:
        return None
    if load.get("arrivals", "poisson") == "constant":
        asked = 1e9 * load.get("fan_out", 1) / load["rate_per_s"]  # a message of a broadcast brings that many requests
        return bool(percentile(absolute(gaps - asked), 99) > max(50_000, 0.1 * asked))
    if not gaps.any():
        return True
    result = anderson(gaps, "expon")
    at_level = next(value for value, level in zip(result.critical_values, result.significance_level) if level == 100 * LEVEL)
    return bool(result.statistic > at_level)


def summary(launches, load):
    """(launches that reject, launches tested)."""
    tests = [one for one in (rejected(launch, load) for launch in launches) if one is not None]
    return sum(tests), len(tests)


def deviates(rejections, tested):
    """More launches reject than chance explains at the level."""
    return tested > 0 and bool(binom.sf(rejections - 1, tested, LEVEL) < LEVEL)
