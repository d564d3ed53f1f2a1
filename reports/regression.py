"""Bytes a unit: memory against the number of tasks or connections, by least squares."""
from dataclasses import dataclass

from scipy.stats import linregress, t

from reports import words
from reports.intervals import LEVEL

FEWEST_SIZES = 5


@dataclass(frozen=True)
class Slope:
    """Bytes a task or connection, the ends of its 95 % interval, and the line's height at none; or a reason why there are none."""

    value: float = 0.0
    low: float = 0.0
    high: float = 0.0
    intercept: float = 0.0
    reason: str = ""

    @property
    def text(self):
        return words.ABSENT if self.reason else tenths(self.value)

    @property
    def interval(self):
        return "" if self.reason else f"[{tenths(self.low)}, {tenths(self.high)}]"


def tenths(number):
    return f"{round(number, 1) + 0.0:.1f}"  # adding 0 makes -0.0 a plain one


def slope(points):
    """Of {tasks or connections: bytes}: least squares with Student's t at sizes - 2 degrees of freedom.

    Not slopes of rounds with the exact interval: rounds of one program agree to some pages, and what they would hide, that the memory is
    no straight line, is what the residuals show.
    """
    if len(points) < FEWEST_SIZES:
        return Slope(reason=f"{words.count(len(points), 'size')}: a regression needs {FEWEST_SIZES}")
    fit = linregress(list(points), list(points.values()))
    half = float(t.ppf(1 - LEVEL / 2, len(points) - 2)) * fit.stderr
    return Slope(float(fit.slope), float(fit.slope - half), float(fit.slope + half), float(fit.intercept))
