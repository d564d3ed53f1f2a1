"""The Universal Scalability Law fitted to one curve: what contention and coherence cost, with intervals, or a sentence why not.

N. J. Gunther, Guerrilla Capacity Planning (2007), ch. 4: X(n) = lambda n / (1 + sigma (n - 1) + kappa n (n - 1)). lambda is
the throughput of one, sigma the share that is done one at a time, kappa what every pair costs to agree.
"""
import warnings
from dataclasses import dataclass

import numpy
from scipy.optimize import OptimizeWarning, curve_fit
from scipy.stats import t

from reports.words import significant

FEWEST_POINTS = 4
LEVEL = 0.05


def law(n, rate, sigma, kappa):
    return rate * n / (1 + sigma * (n - 1) + kappa * n * (n - 1))


@dataclass(frozen=True)
class Fit:
    """`rate`, `sigma`, `kappa` are (value, low, high): 95 % intervals from the covariance, Student's t."""

    rate: tuple
    sigma: tuple
    kappa: tuple

    def at(self, n):
        return law(numpy.asarray(n, float), self.rate[0], self.sigma[0], self.kappa[0])

    @property
    def peak(self):
        """Where throughput is highest; None where kappa is not told from 0."""
        return ((1 - self.sigma[0]) / self.kappa[0]) ** 0.5 if self.kappa[1] > 0 and self.sigma[0] < 1 else None


def fit(sizes, throughputs):
    """(Fit, "") or (None, why there is none). Sizes are workers or connections; relative errors are taken as equal."""
    sizes, rates = numpy.asarray(sizes, float), numpy.asarray(throughputs, float)
    if len(set(sizes)) < FEWEST_POINTS:
        return None, f"{len(set(sizes))} sizes: three parameters need at least {FEWEST_POINTS}"
    start = (rates[sizes.argmin()] / sizes.min(), 0.1, 0.001)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", OptimizeWarning)  # a covariance that cannot be estimated
            found, covariance = curve_fit(law, sizes, rates, p0=start, sigma=rates, bounds=([0, 0, 0], [numpy.inf, numpy.inf, numpy.inf]))
    except (OptimizeWarning, RuntimeError):
        return None, "the points do not determine the three parameters"
    errors = numpy.sqrt(numpy.diag(covariance)) * t.ppf(1 - LEVEL / 2, len(sizes) - 3)
    rate, sigma, kappa = ((float(value), max(0.0, float(value - error)), float(value + error)) for value, error in zip(found, errors))
    # An interval that holds everything from "scales perfectly" to "does not scale at all" says nothing.
    if not numpy.isfinite(errors).all() or errors[1] > 1 or rate[2] - rate[0] > rate[0]:
        return None, "not identifiable: the intervals of its parameters hold everything from perfect scaling to none"
    return Fit(rate, sigma, kappa), ""


def words(found):
    """σ and κ with their intervals, and where the curve is highest, as a phrase."""
    shown = lambda one: f"{one[0]:.2g} [{one[1]:.2g}, {one[2]:.2g}]"
    peak = f", highest at {significant(found.peak, 2)}" if found.peak else ""
    return f"contention σ {shown(found.sigma)}, coherence κ {shown(found.kappa)}{peak}"


def sentences(fits):
    """Of {name: (Fit or None, why)}: the laws found, then why there is none for the others."""
    laws = [f"{name}: {words(found)}" for name, (found, _) in fits.items() if found]
    reasons = list(dict.fromkeys(why for found, why in fits.values() if not found))
    text = f"Universal Scalability Law (dotted), fitted to every round, 95 % intervals by covariance: {'; '.join(laws)}. " if laws else ""
    return text + (f"No Universal Scalability Law{' for the others' if laws else ''}: {'; '.join(reasons)}." if reasons else "").rstrip()
