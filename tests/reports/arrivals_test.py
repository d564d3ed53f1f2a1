"""Arrivals are tested against what was asked."""
from random import Random

from reports import arrivals

POISSON, CONSTANT = {"arrivals": "poisson", "rate_per_s": 50_000}, {"arrivals": "constant", "rate_per_s": 1_000}


def launch(gaps):
    return {"latency": {"send_gaps_ns": gaps}}


def test_exponential_gaps_pass_and_even_ones_do_not():
    random = Random(1)
    drawn = [launch([random.expovariate(1 / 20_000) for _ in range(500)]) for _ in range(40)]
    rejections, tested = arrivals.summary(drawn, POISSON)
    assert tested == 40 and not arrivals.deviates(rejections, tested)
    assert arrivals.rejected(launch([random.gauss(20_000, 500) for _ in range(500)]), POISSON)


def test_constant_gaps_may_lag_by_fifty_microseconds_or_a_tenth():
    assert not arrivals.rejected(launch([1_000_000 + sign * 90_000 for sign in (1, -1)] * 50), CONSTANT)
    assert arrivals.rejected(launch([1_000_000 + sign * 110_000 for sign in (1, -1)] * 50), CONSTANT)


def test_an_arrival_of_a_broadcast_brings_a_request_for_every_subscriber():
    assert not arrivals.rejected(launch([10_000_000] * 50), CONSTANT | {"fan_out": 10}) and arrivals.rejected(launch([1_000_000] * 50), CONSTANT | {"fan_out": 10})


def test_too_few_gaps_are_not_tested():
    assert arrivals.rejected(launch([1] * 19), POISSON) is None and arrivals.summary([{}], POISSON) == (0, 0)
    assert not arrivals.deviates(0, 0)
