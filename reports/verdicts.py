"""The five verdicts: where an interval of a log ratio lies against 0 and against the margin (METHOD.md, "Verdict")."""
from math import log

FASTER = "faster"
SLOWER = "slower"
EQUIVALENT = "equivalent"
DIFFERENT = "different, importance unresolved"
UNRESOLVED = "unresolved"
EXPLORATORY = "exploratory"  # no interval, so none of the five
VERDICTS = (FASTER, SLOWER, EQUIVALENT, DIFFERENT, UNRESOLVED)


def log_margin(margin):
    """A margin of 0.02 is a factor of 1.02 either way, so that swapping the two contestants swaps the verdict."""
    return log(1 + margin)


def verdict(interval, delta, better="lower"):
    """`interval` is (low, high) of log(contestant / reference), or None; `delta` the log margin."""
    if interval is None:
        return EXPLORATORY
    low, high = interval if better == "lower" else (-interval[1], -interval[0])
    if high < -delta:
        return FASTER
    if low > delta:
        return SLOWER
    if -delta <= low and high <= delta:
        return EQUIVALENT
    if low > 0 or high < 0:
        return DIFFERENT
    return UNRESOLVED
