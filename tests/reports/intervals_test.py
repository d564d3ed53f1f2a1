"""The statistics against computations by hand (binomial tables)."""
from math import comb, log

import pytest

from reports import intervals
from reports.verdicts import DIFFERENT, EQUIVALENT, EXPLORATORY, FASTER, SLOWER, UNRESOLVED, log_margin, verdict


# 2 * sum_{i<d} C(R, i) / 2^R must not exceed 0.05 / contrasts; d is the largest that does not.
@pytest.mark.parametrize("rounds, contrasts, d", [
    (6, 1, 1),    # 2/64 = 0.031; d=2: 14/64
    (10, 1, 2),   # 22/1024 = 0.021; d=3: 112/1024
    (20, 1, 6),   # 43 400/1 048 576 = 0.041; d=7: 0.115
    (9, 12, 1),   # 2/512 = 0.0039 <= 0.0042
    (12, 8, 1),   # d=2: 26/4096 = 0.00635 > 0.00625
    (12, 7, 2),   # 0.00635 <= 0.00714
    (20, 9, 4),   # 2702/1 048 576 = 0.0026; d=5: 0.0118
    (20, 12, 4),
])
def test_the_interval_uses_the_deepest_order_that_keeps_the_level(rounds, contrasts, d):
    tail = lambda depth: 2 * sum(comb(rounds, i) for i in range(depth)) / 2 ** rounds
    assert intervals.order(rounds, contrasts) == d
    assert tail(d) <= 0.05 / contrasts < tail(d + 1)
    assert intervals.coverage(rounds, contrasts) == pytest.approx(1 - tail(d))


@pytest.mark.parametrize("values, expected", [
    ([3, 1, 2, 6, 5, 4], (1, 6)),
    (list(range(10, 0, -1)), (2, 9)),
    (list(range(1, 21)), (6, 15)),
])
def test_the_interval_is_two_order_statistics(values, expected):
    assert intervals.median_interval(values) == expected


@pytest.mark.parametrize("contrasts, needed", [(1, 6), (2, 7), (8, 9), (9, 9), (12, 9), (13, 10)])
def test_rounds_needed_follow_bonferroni(contrasts, needed):
    assert intervals.rounds_needed(contrasts) == needed
    assert intervals.median_interval(list(range(needed)), contrasts) == (0, needed - 1)
    assert intervals.median_interval(list(range(needed - 1)), contrasts) is None


def test_never_an_interval_from_fewer_than_six_rounds():
    assert all(intervals.median_interval(list(range(rounds))) is None for rounds in range(6))


def test_the_interval_of_all_equal_rounds_is_that_value():
    assert intervals.median_interval([0.0] * 12, 9) == (0.0, 0.0)


@pytest.mark.parametrize("interval, expected", [
    ((-0.10, -0.03), FASTER), ((0.03, 0.10), SLOWER), ((-0.01, 0.01), EQUIVALENT), ((0.005, 0.015), EQUIVALENT),
    ((0.005, 0.03), DIFFERENT), ((-0.03, -0.005), DIFFERENT), ((-0.01, 0.03), UNRESOLVED), ((-0.1, 0.1), UNRESOLVED),
    ((0.0, 0.03), UNRESOLVED), (None, EXPLORATORY),
])
def test_the_five_verdicts_follow_where_the_interval_lies(interval, expected):
    assert verdict(interval, log_margin(0.02)) == expected


def test_an_interval_that_touches_the_margin_is_not_beyond_it():
    delta = log_margin(0.02)
    assert verdict((delta, delta), delta) == EQUIVALENT
    assert verdict((delta, 0.1), delta) == DIFFERENT


def test_more_is_better_turns_the_verdict_around():
    assert verdict((0.03, 0.10), log_margin(0.02), better="higher") == FASTER
    assert verdict((0.005, 0.03), log_margin(0.02), better="higher") == DIFFERENT


def test_the_margin_is_the_same_factor_either_way():
    assert log_margin(0.5) == pytest.approx(log(1.5)) == pytest.approx(-log(1 / 1.5))


def test_the_detectable_shift_is_found_by_hand_for_the_extremes_of_six_rounds():
    # d = 1: all six must lie on one side: p^6 = 0.9, p = 0.98259, the normal quantile of which is 2.1105.
    assert intervals.detectable(0.01, 6) == pytest.approx(0.021105, rel=1e-3)


@pytest.mark.parametrize("spread, rounds", [(0.01, 10), (0.02, 20), (0.04, 60)])
def test_three_percent_is_found_with_the_rounds_that_the_method_names(spread, rounds):
    assert intervals.detectable(spread, rounds, contrasts=12) <= 0.03


def test_nothing_is_detectable_without_an_interval():
    assert intervals.detectable(0.01, 8, contrasts=12) is None


def test_the_detectable_shift_has_the_power_that_it_promises():
    numpy = pytest.importorskip("numpy")
    random, rounds, contrasts = numpy.random.default_rng(7), 20, 9
    shift = intervals.detectable(1.0, rounds, contrasts)
    found = sum(intervals.median_interval(list(draw), contrasts)[0] > 0 for draw in random.normal(shift, 1.0, (4000, rounds)))
    assert found / 4000 == pytest.approx(0.9, abs=0.02)


def test_the_interval_covers_a_skewed_median_as_often_as_it_says():
    numpy = pytest.importorskip("numpy")
    draws = numpy.random.default_rng(8).exponential(1.0, (4000, 12))
    inside = sum(low <= log(2) <= high for low, high in (intervals.median_interval(list(draw)) for draw in draws))
    assert inside / 4000 >= intervals.coverage(12) - 0.01


def test_the_sign_test_and_holm_match_tables():
    assert intervals.sign_test([1] * 10) == pytest.approx(2 / 1024)
    assert intervals.sign_test([1, 1, 1, 1, 1, -1, 0]) == pytest.approx(2 * 7 / 64)
    assert intervals.sign_test([0.0, 0.0]) == 1.0
    assert intervals.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert intervals.holm([]) == []


@pytest.mark.parametrize("rounds, critical", [(6, 5), (8, 13), (10, 23), (20, 127)])
def test_the_interval_of_a_shift_begins_after_the_tabled_critical_value(rounds, critical):
    # Mann-Whitney tables, two-sided 5 %: the largest U that is rejected.
    assert intervals.order_of_shift(rounds, rounds) == critical + 1


def test_two_samples_of_different_size_have_the_probabilities_of_the_definition():
    # Of 2 and 3 values in the C(5, 2) = 10 equally likely orders, one has U = 0, two have U <= 1.
    assert intervals.at_most(0, 2, 3) == pytest.approx(0.1)
    assert intervals.at_most(1, 2, 3) == pytest.approx(0.2)


def test_three_rounds_of_each_give_no_interval_of_a_shift():
    assert intervals.shift_interval([0.0, 0.1, 0.2], [0.3, 0.4, 0.5]) is None
    assert intervals.shift([0.0, 0.1, 0.2], [0.3, 0.4, 0.6]) == pytest.approx(0.3)
