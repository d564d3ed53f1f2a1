"""Histograms, and what limits or voids a point."""
import pytest

from reports import bottleneck, histograms


def histogram(*buckets):
    count = sum(n for _, n in buckets)
    return {"count": count, "min_ns": buckets[0][0], "max_ns": buckets[-1][0], "mean_ns": sum(v * n for v, n in buckets) / count,
            "buckets": [list(one) for one in buckets]}


def test_a_quantile_is_the_highest_value_of_the_bucket_that_holds_its_sample():
    one = histogram((100, 50), (200, 40), (300, 9), (400, 1))
    assert [histograms.quantile(one, p) for p in (0.0, 0.5, 0.51, 0.9, 0.99, 0.991, 1.0)] == [100, 100, 200, 200, 300, 400, 400]


def test_a_quantile_of_a_round_share_is_not_moved_by_floating_point():
    assert histograms.quantile(histogram((1, 990), (2, 10)), 0.99) == 1


def test_merging_adds_samples_and_never_averages_percentiles():
    quiet, stalled = histogram((10, 1000)), histogram((10, 900), (1000, 100))
    merged = histograms.merge([quiet, None, stalled])
    assert (merged["count"], merged["max_ns"], merged["mean_ns"]) == (2000, 1000, pytest.approx((10 * 1900 + 100000) / 2000))
    assert histograms.quantile(merged, 0.95) == 10 and histograms.quantile(merged, 0.96) == 1000
    assert histograms.merge([None]) is None


@pytest.mark.parametrize("p, enough", [(0.5, 20), (0.99, 1000), (0.999, 10_000)])
def test_a_percentile_is_given_from_ten_samples_beyond_it(p, enough):
    assert histograms.percentile(histogram((5, enough)), p) == 5
    assert histograms.percentile(histogram((5, enough - 1)), p) is None


def test_a_percentile_is_compared_only_from_a_hundred_samples_beyond_it():
    assert histograms.supported(10_000, 0.99, histograms.COMPARED) and not histograms.supported(9_999, 0.99, histograms.COMPARED)


def test_the_spectrum_ends_where_the_samples_end():
    points = histograms.spectrum(histogram((1, 500), (2, 400), (3, 99), (4, 1)))
    assert points == [(1.0, 1), (2.0, 2), (pytest.approx(10.0), 3)]


@pytest.mark.parametrize("server, generator, expected", [
    (0.97, 0.85, "server-bound"), (0.95, 0.90, "server-bound"), (0.97, 0.97, "co-limited"), (0.95, 0.95, "co-limited"),
    (0.90, 0.90, "wake-up-bound"), (0.94, 0.94, "wake-up-bound"), (0.80, 0.97, "generator-bound"), (0.97, 0.93, "generator-bound"),
])
def test_a_closed_loop_point_has_the_class_of_the_method(server, generator, expected):
    assert bottleneck.closed_loop_class(server, generator, 16) == expected
    assert bottleneck.closed_loop_class(server, generator, 15) is None


@pytest.mark.parametrize("delivered, kept", [(990, True), (989, False), (1010, True), (1011, False)])
def test_a_point_outside_one_percent_of_what_was_offered_is_saturated(delivered, kept):
    assert bottleneck.delivered_as_offered(delivered, 1000) is kept


@pytest.mark.parametrize("lag, p50, share, kept", [
    (49_000, 10_000, 0.5, True), (60_000, 700_000, 0.5, True), (60_000, 500_000, 0.5, False), (1_000, 20_000, 0.7, False),
])
def test_the_generator_keeps_pace_by_lag_and_by_working_share(lag, p50, share, kept):
    assert bottleneck.generator_kept_pace(lag, p50, share) is kept


def test_more_than_one_error_in_a_thousand_marks_a_point():
    assert bottleneck.too_many_errors(11, 10_000) and not bottleneck.too_many_errors(10, 10_000)
