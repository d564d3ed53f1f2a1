// Keys are drawn as often as their law says. Seeds are fixed and the margins wide: chance fails none of these.
#include "workloads/store/keys.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "workloads/mix.h"

namespace workloads::store {
namespace {

constexpr int draws = 1'000'000;

std::vector<double> count_draws(const Keys& keys) {
  std::vector<double> counts(keys.count());
  for (std::uint64_t i = 0; i < draws; ++i) ++counts.at(keys.draw(mix(i)));
  return counts;
}

// How many standard deviations Pearson's statistic lies above what is expected of it.
double excess(const std::vector<double>& counts, const std::vector<double>& weights) {
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  double statistic = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = draws * weights[i] / all;
    statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  const auto freedom = static_cast<double>(counts.size() - 1);
  return (statistic - freedom) / std::sqrt(2 * freedom);
}

std::vector<double> zipf(std::size_t count, double exponent) {
  std::vector<double> weights;
  for (std::size_t rank = 1; rank <= count; ++rank) weights.push_back(std::pow(rank, -exponent));
  return weights;
}

TEST(StoreKeys, UniformKeysAreEquallyFrequent) { EXPECT_LT(std::abs(excess(count_draws(Keys(1000, 0)), zipf(1000, 0))), 6); }

TEST(StoreKeys, ZipfKeysAreAsFrequentAsTheirRanksSay) {
  for (const double exponent : {0.5, 0.99, 1.5})
    EXPECT_LT(std::abs(excess(count_draws(Keys(1000, exponent)), zipf(1000, exponent))), 6) << exponent;
}

TEST(StoreKeys, AnotherExponentWouldBeNoticed) { EXPECT_GT(excess(count_draws(Keys(1000, 0.95)), zipf(1000, 0.99)), 100); }

TEST(StoreKeys, OneKeyIsAlwaysDrawn) {
  EXPECT_EQ(Keys(1, 0.99).draw(~std::uint64_t{0}), 0U);
  EXPECT_EQ(Keys(1, 0).draw(~std::uint64_t{0}), 0U);
}

}  // namespace
}  // namespace workloads::store
