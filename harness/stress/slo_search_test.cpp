// Unit tests of the SLO search, against servers that are a formula.
#include "harness/stress/slo_search.h"

#include <gtest/gtest.h>

#include <map>

namespace harness {
namespace {

constexpr SloOptions from_20k{.first_per_s = 20'000};

bool always() { return true; }

std::function<Look(double)> meets_up_to(double limit) {
  return [limit](double rate) { return rate <= limit ? Look::passed : Look::failed; };
}

TEST(SloSearch, FindsTheLimitFromBelowAndFromAbove) {
  for (const double limit : {1'300.0, 19'999.0, 20'000.0, 47'000.0, 310'000.0}) {
    const auto found = search_highest_rate(from_20k, meets_up_to(limit), always);
    ASSERT_TRUE(found.finished) << limit;
    EXPECT_LE(*found.highest_passed_per_s, limit);
    EXPECT_GT(*found.lowest_missed_per_s, limit);
    EXPECT_LE(*found.lowest_missed_per_s / *found.highest_passed_per_s, 1.05);
    EXPECT_TRUE(found.looks.back().confirming);
  }
}

TEST(SloSearch, SaysThatNothingPasses) {
  const auto found = search_highest_rate(from_20k, meets_up_to(1), always);
  EXPECT_FALSE(found.finished);
  EXPECT_FALSE(found.highest_passed_per_s);
  EXPECT_GE(found.looks.back().rate_per_s, from_20k.lowest_per_s);
}

TEST(SloSearch, StepsBackWhenTheSecondPassFails) {
  std::map<double, int> looks;
  const auto flaky = [&](double rate) {
    const bool first = ++looks[rate] == 1;
    return rate <= 30'000 || (first && rate <= 40'000) ? Look::passed : Look::failed;  // above 30 000 it passes once only
  };
  const auto found = search_highest_rate(from_20k, flaky, always);
  ASSERT_TRUE(found.finished);
  EXPECT_LE(*found.highest_passed_per_s, 30'000);
  EXPECT_GT(*found.highest_passed_per_s, 30'000 / 1.06);
}

TEST(SloSearch, OneBurstOfNoiseDoesNotHideHigherRates) {
  int looks = 0;
  const auto disturbed = [&](double rate) { return ++looks != 2 && rate <= 50'000 ? Look::passed : Look::failed; };
  const auto found = search_highest_rate(from_20k, disturbed, always);
  ASSERT_TRUE(found.finished);
  EXPECT_GT(*found.highest_passed_per_s, 45'000);
  EXPECT_LE(*found.highest_passed_per_s, 50'000);
}

TEST(SloSearch, WhereTheGeneratorEndsTheServerMayDoMore) {
  const auto found = search_highest_rate(
      from_20k, [](double rate) { return rate <= 60'000 ? Look::passed : Look::undecided; }, always);
  ASSERT_TRUE(found.finished);
  EXPECT_TRUE(found.generator_limited);
}

TEST(SloSearch, EndsWithWhatIsKnownWhenItsTimeIsUp) {
  int left = 3;
  const auto found = search_highest_rate(from_20k, meets_up_to(47'000), [&] { return left-- > 0; });
  EXPECT_FALSE(found.finished);
  EXPECT_FALSE(found.highest_passed_per_s);
  EXPECT_EQ(found.looks.size(), 3U);
}

}  // namespace
}  // namespace harness
