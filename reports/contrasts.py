"""Compares two cells of one case: paired by slice, concluded by round (METHOD.md, "Statistics")."""
from dataclasses import dataclass
from math import exp, log
from statistics import median, stdev

from reports import intervals, verdicts
from reports.cells import Cell
from reports.metrics import Metric


@dataclass(frozen=True)
class Contrast:
    """One comparison. Values are log(cell / base); `ratio`, `low`, `high` and `extremes` are factors."""

    metric: Metric
    cell: Cell
    base: Cell
    rounds: tuple    # the round statistics, in the order of rounds
    contrasts: int   # of the family that shares the 5 %
    delta: float     # the log margin
    interval: tuple  # of logs, or None

    @property
    def point(self):
        return median(self.rounds)

    @property
    def ratio(self):
        return exp(self.point)

    @property
    def low(self):
        return exp(self.interval[0]) if self.interval else None

    @property
    def high(self):
        return exp(self.interval[1]) if self.interval else None

    @property
    def extremes(self):
        return exp(min(self.rounds)), exp(max(self.rounds))

    @property
    def spread(self):
        """The sd of the round statistic, of a log ratio: 0.01 is 1 %."""
        return stdev(self.rounds) if len(self.rounds) > 1 else None

    @property
    def needed(self):
        return intervals.rounds_needed(self.contrasts)

    @property
    def verdict(self):
        return verdicts.verdict(self.interval, self.delta, self.metric.better)

    @property
    def detectable(self):
        """As a factor's excess over 1, at this number of rounds and 90 % power; None where there is no interval."""
        shift = intervals.detectable(self.spread, len(self.rounds), self.contrasts) if self.interval and self.spread else None
        return exp(shift) - 1 if shift is not None else None


def round_ratio(metric, cell, base, number):
    """The statistic of one round: the median over slices of log(slice i of cell / slice i of base), or of whole launches; None without a pair."""
    if cell.sliced and metric.of_slice:
        ours, theirs = cell.slice_values(metric, number), base.slice_values(metric, number)
        paired = [log(ours[index] / theirs[index]) for index in sorted(ours.keys() & theirs.keys())]
        return median(paired) if paired else None
    ours, theirs = metric.of_launches([cell.launches[number]]), metric.of_launches([base.launches[number]])
    return log(ours / theirs) if ours and theirs else None


def log_ratios(metric, cell, base):
    """One a round that holds both."""
    rounds = (round_ratio(metric, cell, base, number) for number in sorted(cell.launches.keys() & base.launches.keys()))
    return tuple(one for one in rounds if one is not None)


def compare(metric, cell, base, contrasts, margin, declared=True):
    """The contrast, or None where no round holds both. One beyond the declared contrasts is exploratory: it gets no interval."""
    rounds = log_ratios(metric, cell, base)
    if not rounds:
        return None
    interval = intervals.median_interval(rounds, contrasts) if declared else None
    return Contrast(metric, cell, base, rounds, contrasts, verdicts.log_margin(margin), interval)


def family(metric, pairs, margin, size=None):
    """Contrasts of (cell, base) pairs that share one 5 %; `size` counts those declared where not all were measured."""
    size = max(1, min(size or len(pairs), intervals.MOST_CONTRASTS))
    made = [compare(metric, cell, base, size, margin, index < intervals.MOST_CONTRASTS) for index, (cell, base) in enumerate(pairs)]
    return [one for one in made if one]
