// Unit tests of arrival schedules.
#include "harness/load/arrivals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::ptrdiff_t between(const Arrivals& arrivals, double from_s, double to_s) {
  const auto at = [&](double s) { return std::ranges::lower_bound(arrivals.due_ns, static_cast<std::uint64_t>(s * 1e9)); };
  return at(to_s) - at(from_s);
}

TEST(Arrivals, ConstantOnesAreEvenlySpaced) {
  const auto arrivals = draw_arrivals({.process = ArrivalProcess::constant, .rate_per_s = 50'000}, {}, seconds(1), 1);
  ASSERT_EQ(arrivals.due_ns.size(), 50'000U);
  for (std::size_t i = 0; i < arrivals.due_ns.size(); ++i) EXPECT_EQ(arrivals.due_ns[i], i * 20'000);
}

TEST(Arrivals, TheSameSeedDrawsTheSameScheduleAndAnotherSeedAnother) {
  const auto draw = [](std::uint64_t seed) { return draw_arrivals({.rate_per_s = 1'000}, {}, seconds(1), seed).due_ns; };
  EXPECT_EQ(draw(1), draw(1));
  EXPECT_NE(draw(1), draw(2));
}

TEST(Arrivals, PoissonGapsHaveTheMeanAndSpreadOfAnExponential) {
  const auto arrivals = draw_arrivals({.rate_per_s = 10'000}, {}, seconds(10), 3);
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 1; i < arrivals.due_ns.size(); ++i) {
    const auto gap = static_cast<double>(arrivals.due_ns[i] - arrivals.due_ns[i - 1]);
    sum += gap;
    squares += gap * gap;
  }
  const auto n = static_cast<double>(arrivals.due_ns.size() - 1);
  const double mean = sum / n;
  EXPECT_NEAR(mean, 100'000, 1'500);
  EXPECT_NEAR(std::sqrt(squares / n - mean * mean) / mean, 1.0, 0.03);
}

// From 0 to 1 000 /s in 2 s: after t seconds 250 t² have come, so the k-th, from 0, comes at √(k ÷ 250).
TEST(Arrivals, AnEvenRampComesWhenItsIntegralSays) {
  const auto arrivals = draw_arrivals({{0, 1'000, seconds(2)}}, Gaps::even, 1);
  ASSERT_EQ(arrivals.due_ns.size(), 1'000U);
  for (std::size_t k = 0; k < 1'000; ++k)
    EXPECT_NEAR(static_cast<double>(arrivals.due_ns[k]), std::sqrt(static_cast<double>(k) / 250) * 1e9, 2);
}

// Lead-in 1 s at 1 000 /s, then from 1 000 to 9 000 /s in 4 s: 1 000, then 2 000, 4 000, 6 000 and 8 000 a second, each within 5 sd.
TEST(Arrivals, ARampRisesLinearlyAfterItsLeadIn) {
  const auto arrivals =
      draw_arrivals({.process = ArrivalProcess::ramp, .rate_per_s = 1'000, .peak_per_s = 9'000}, seconds(1), seconds(4), 7);
  EXPECT_EQ(arrivals.duration, seconds(5));
  const int wanted[]{1'000, 2'000, 4'000, 6'000, 8'000};
  for (int second = 0; second < 5; ++second)
    EXPECT_NEAR(static_cast<double>(between(arrivals, second, second + 1)), wanted[second], 5 * std::sqrt(wanted[second]));
}

// Every 500 ms one burst of 100 ms in the middle: at 200–300 ms and 700–800 ms.
TEST(Arrivals, BurstsLieInTheMiddleOfTheirPeriods) {
  const Offer offer{.process = ArrivalProcess::burst, .rate_per_s = 1'000, .peak_per_s = 20'000};
  const auto arrivals = draw_arrivals(offer, milliseconds(0), seconds(1), 5);
  EXPECT_EQ(arrivals.duration, seconds(1));
  for (const double start : {0.2, 0.7}) {
    EXPECT_NEAR(static_cast<double>(between(arrivals, start, start + 0.1)), 2'000, 5 * std::sqrt(2'000));
    EXPECT_NEAR(static_cast<double>(between(arrivals, start + 0.1, start + 0.3)), 200, 5 * std::sqrt(200));
  }
  EXPECT_TRUE(std::ranges::is_sorted(arrivals.due_ns));
}

TEST(Arrivals, ABurstThatTheEndCutsIsCut) {
  const Offer offer{.process = ArrivalProcess::burst, .rate_per_s = 1'000, .peak_per_s = 20'000};
  EXPECT_EQ(draw_arrivals(offer, milliseconds(0), milliseconds(250), 5).duration, milliseconds(250));
}

// Time rescaling: gaps of the integrated rate are exponential with mean 1. Kolmogorov's distance at n = 20 000, level 0.1 %, is 1.95 ÷ √n.
TEST(Arrivals, GapsOfARampAreExponentialInItsOwnTime) {
  const double from = 1'000, to = 9'000, length = 4;
  const auto arrivals = draw_arrivals({{from, to, seconds(4)}}, Gaps::exponential, 11);
  std::vector<double> gaps;
  double before = 0;
  for (const std::uint64_t due : arrivals.due_ns) {
    const double t = static_cast<double>(due) / 1e9;
    const double now = from * t + (to - from) * t * t / (2 * length);
    gaps.push_back(now - before);
    before = now;
  }
  std::ranges::sort(gaps);
  double distance = 0;
  const auto n = static_cast<double>(gaps.size());
  for (std::size_t i = 0; i < gaps.size(); ++i)
    distance = std::max(distance, std::abs((static_cast<double>(i) + 0.5) / n - (1 - std::exp(-gaps[i]))));
  EXPECT_LT(distance, 1.95 / std::sqrt(n));
}

}  // namespace
}  // namespace harness
