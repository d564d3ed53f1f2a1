"""Whether a contestant was steady once it was warm: the first slices of a round against the rest, in the ratio to the reference.

What moves both of a pair alike, as the machine's drift does, leaves the ratio alone: that all warm up together does not show.
"""
from dataclasses import dataclass
from math import expm1, log
from statistics import median

from reports import intervals, verdicts, words

EARLY = 5           # the first fifth of a round's slices
FEWEST_SLICES = 5


@dataclass(frozen=True)
class Trend:
    """Of one contestant in one case: by round, median log ratio of the early slices minus that of the rest."""

    rounds: tuple
    delta: float     # the log margin of the metric
    interval: tuple  # for the median of the rounds; None where they are too few

    @property
    def unsteady(self):
        """Resolved beyond the margin, up or down."""
        return self.interval is not None and (self.interval[0] > self.delta or self.interval[1] < -self.delta)

    @property
    def sentence(self):
        excess = expm1(median(self.rounds))
        lead = "not steady, warming up" if excess > 0 else "not steady"
        return f"{lead}: the first slices cost {words.percent(abs(excess))} {'more' if excess > 0 else 'less'}; not ranked"


def of_round(metric, cell, base, number):
    """Early minus late in one round; None where fewer than FEWEST_SLICES hold both."""
    ours, theirs = cell.slice_values(metric, number), base.slice_values(metric, number)
    paired = [log(ours[index] / theirs[index]) for index in sorted(ours.keys() & theirs.keys())]
    if len(paired) < FEWEST_SLICES:
        return None
    early = len(paired) // EARLY
    sign = 1 if metric.better == "lower" else -1  # "cost more" is what is worse
    return sign * (median(paired[:early]) - median(paired[early:]))


def trend(metric, cell, base, contrasts, margin):
    """The Trend, or None where slices cannot be checked: launched alone, too few of them, nothing to pair with."""
    if base is None or metric.of_slice is None or not cell.sliced:
        return None
    found = (of_round(metric, cell, base, number) for number in sorted(cell.launches.keys() & base.launches.keys()))
    rounds = tuple(one for one in found if one is not None)
    return Trend(rounds, verdicts.log_margin(margin), intervals.median_interval(rounds, contrasts)) if rounds else None
