// Unit tests of arrival schedules.
#include "harness/load/arrivals.h"

#include <gtest/gtest.h>

#include <cmath>

namespace harness {
namespace {

using std::chrono::seconds;

TEST(Arrivals, ConstantOnesAreEvenlySpaced) {
  const auto arrivals = draw_arrivals(ArrivalProcess::constant, 50'000, seconds(1), 1);
  ASSERT_EQ(arrivals.due_ns.size(), 50'000U);
  for (std::size_t i = 0; i < arrivals.due_ns.size(); ++i) EXPECT_EQ(arrivals.due_ns[i], i * 20'000);
}

TEST(Arrivals, TheSameSeedDrawsTheSameScheduleAndAnotherSeedAnother) {
  const auto draw = [](std::uint64_t seed) { return draw_arrivals(ArrivalProcess::poisson, 1'000, seconds(1), seed).due_ns; };
  EXPECT_EQ(draw(1), draw(1));
  EXPECT_NE(draw(1), draw(2));
}

TEST(Arrivals, PoissonGapsHaveTheMeanAndSpreadOfAnExponential) {
  const auto arrivals = draw_arrivals(ArrivalProcess::poisson, 10'000, seconds(10), 3);
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

}  // namespace
}  // namespace harness
