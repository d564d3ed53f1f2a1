"""Exact intervals for a median, and what they can resolve.

Source of the interval: the sign test inverted (W. J. Conover, Practical Nonparametric Statistics, 3rd ed., ch. 3.2): for R
independent rounds with median m, the number of rounds below m is binomial(R, 1/2), so the interval from the d-th smallest to
the d-th largest holds m with probability at least 1 - 2 P(B <= d - 1), whatever the distribution.

Source of the interval of a shift between two runs: the Mann-Whitney test inverted (the same book, ch. 5.4): of all differences between
a round of one and a round of the other, the number below the shift is distributed as U, so the interval from the d-th smallest to
the d-th largest holds it with probability at least 1 - 2 P(U <= d - 1), whatever the distribution, so long as both share it.
"""
from bisect import bisect_left
from functools import lru_cache
from math import ceil, log2
from statistics import median

from scipy.stats import beta, binom, mannwhitneyu, norm

LEVEL = 0.05         # of a whole family of contrasts
MOST_CONTRASTS = 12  # declared for one case; what is beyond is exploratory
FEWEST_ROUNDS = 6


def rounds_needed(contrasts, level=LEVEL):
    """The fewest rounds of which even the extremes make an interval at level / contrasts (Bonferroni): 2 * 2^-R <= level / contrasts."""
    return max(FEWEST_ROUNDS, 1 + ceil(log2(contrasts / level)))


@lru_cache(maxsize=None)
def order(rounds, contrasts=1, level=LEVEL):
    """The largest d whose interval [d-th smallest, d-th largest] keeps the level, or 0 where there are too few rounds."""
    if rounds < rounds_needed(contrasts, level):
        return 0
    d = 0
    while d + 1 <= (rounds + 1) // 2 and 2 * binom.cdf(d, rounds, 0.5) <= level / contrasts:
        d += 1
    return d


def median_interval(values, contrasts=1, level=LEVEL):
    """(low, high) for the median of `values`, Bonferroni over `contrasts`; None where the rounds are too few for one."""
    d = order(len(values), contrasts, level)
    if d == 0:
        return None
    ranked = sorted(values)
    return ranked[d - 1], ranked[-d]


def coverage(rounds, contrasts=1, level=LEVEL):
    """The exact confidence of that interval, which is at least 1 - level / contrasts."""
    return 1 - 2 * float(binom.cdf(order(rounds, contrasts, level) - 1, rounds, 0.5))


def detectable(spread, rounds, contrasts=1, power=0.9, level=LEVEL):
    """The smallest shift of a normal round statistic with sd `spread` whose interval excludes 0 with probability `power`.

    It excludes 0 when at least k = R - d + 1 of R rounds lie on one side. With P(one does) = p that has probability
    I_p(k, d), the incomplete beta function, so p is its inverse at `power` and the shift is spread * Phi^-1(p).
    None where the rounds are too few for any interval.
    """
    d = order(rounds, contrasts, level)
    if d == 0:
        return None
    return spread * float(norm.ppf(beta.ppf(power, rounds - d + 1, d)))


EXACT_PAIRS = 1600  # beyond, the exact distribution takes seconds and the normal one is as good


@lru_cache(maxsize=None)
def at_most(pairs, n, m):
    """P(U <= pairs): of n and m values alike, so many of the n * m pairs have the first above the second."""
    whole, rest = divmod(pairs, m)
    first = [m + 1] * whole + [rest + 0.5] + [0] * n  # above all, above `rest`, above none
    method = "exact" if n * m <= EXACT_PAIRS else "asymptotic"
    return float(mannwhitneyu(first[:n], range(1, m + 1), alternative="less", method=method).pvalue)


@lru_cache(maxsize=None)
def order_of_shift(n, m, contrasts=1, level=LEVEL):
    """The largest d whose interval of differences [d-th smallest, d-th largest] keeps the level, or 0 where there are too few rounds."""
    return bisect_left(range(n * m // 2), True, key=lambda pairs: 2 * at_most(pairs, n, m) > level / contrasts)


def shift(before, now):
    """The estimate that belongs to that interval (Hodges and Lehmann): the median of all differences."""
    return median(b - a for a in before for b in now)


def shift_interval(before, now, contrasts=1, level=LEVEL):
    """(low, high) for how far `now` lies beyond `before`, Bonferroni over `contrasts`; None where the rounds are too few for one."""
    d = order_of_shift(len(before), len(now), contrasts, level)
    if d == 0:
        return None
    ranked = sorted(b - a for a in before for b in now)
    return ranked[d - 1], ranked[-d]


def sign_test(values):
    """Two-sided p of the exact sign test that the median is 0; ties count for neither side."""
    above, below = sum(one > 0 for one in values), sum(one < 0 for one in values)
    return min(1.0, 2 * float(binom.cdf(min(above, below), above + below, 0.5))) if above + below else 1.0


def holm(p_values):
    """Holm's step-down adjustment (Scandinavian Journal of Statistics 6, 1979): compare each result with the level itself."""
    order_of = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted, running = [1.0] * len(p_values), 0.0
    for rank, i in enumerate(order_of):
        running = max(running, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = running
    return adjusted
