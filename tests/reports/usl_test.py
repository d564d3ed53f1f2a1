"""The Universal Scalability Law: made data give their parameters back, what says nothing is refused with a sentence."""
import numpy
import pytest

from reports import usl


def made(sizes, rate=100.0, sigma=0.05, kappa=0.002, noise=0.0, rounds=5):
    random = numpy.random.default_rng(1)
    pairs = [(n, usl.law(n, rate, sigma, kappa) * (1 + noise * random.standard_normal())) for n in sizes for _ in range(rounds)]
    return zip(*pairs)


def test_exact_data_give_their_parameters_back():
    found, why = usl.fit(*made([1, 2, 4, 8, 16, 32]))
    assert why == "" and [one[0] for one in (found.rate, found.sigma, found.kappa)] == pytest.approx([100, 0.05, 0.002], rel=1e-3)
    assert found.peak == pytest.approx((0.95 / 0.002) ** 0.5, rel=1e-3)
    assert found.at(8) == pytest.approx(usl.law(8, 100, 0.05, 0.002), rel=1e-3)


def test_the_law_by_hand():
    assert usl.law(1, 7, 0.5, 0.5) == 7                                # nothing to share with oneself
    assert usl.law(2, 10, 0.5, 0.25) == pytest.approx(20 / (1 + 0.5 + 0.25 * 2))
    assert usl.law(4, 10, 0, 0) == 40


def test_intervals_hold_the_truth_and_widen_with_noise():
    widths = []
    for noise in (0.01, 0.03):
        found, _ = usl.fit(*made([1, 2, 4, 8, 16, 32], noise=noise))
        assert found.sigma[1] <= 0.05 <= found.sigma[2] and found.kappa[1] <= 0.002 <= found.kappa[2]
        widths.append(found.sigma[2] - found.sigma[1])
    assert widths[0] < widths[1]


def test_three_sizes_are_refused_whatever_the_rounds():
    found, why = usl.fit(*made([1, 2, 4], rounds=50))
    assert found is None and "3 sizes" in why and "at least 4" in why


def test_what_the_points_do_not_determine_is_refused():
    found, why = usl.fit(*made([1, 2, 3, 4], noise=0.6, rounds=2))
    assert found is None and why
    assert usl.sentences({"a/b": (found, why)}) == f"No Universal Scalability Law: {why}."


def test_a_phrase_gives_both_parameters_with_their_intervals():
    text = usl.words(usl.fit(*made([1, 2, 4, 8, 16, 32], noise=0.01))[0])
    assert text.startswith("contention σ 0.0") and "coherence κ" in text and text.count("[") == 2 and "highest at" in text
