// Unit tests of the histogram.
#include "harness/load/histogram.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <vector>

namespace harness {
namespace {

TEST(Histogram, QuantileNeverUnderstatesAndIsWithinOnePercent) {
  std::mt19937_64 random(7);
  std::vector<std::uint64_t> values(20'000);
  Histogram histogram;
  for (auto& value : values) {
    value = static_cast<std::uint64_t>(std::exp(std::uniform_real_distribution(0.0, 26.0)(random)));
    histogram.record(value);
  }
  std::ranges::sort(values);
  for (const double q : {0.001, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto exact = values[static_cast<std::size_t>(std::ceil(q * 20'000)) - 1];
    EXPECT_GE(histogram.quantile_ns(q), exact) << q;
    EXPECT_LE(static_cast<double>(histogram.quantile_ns(q)), static_cast<double>(exact) * 1.01) << q;
  }
}

TEST(Histogram, SmallValuesAreExact) {
  Histogram histogram;
  for (std::uint64_t value = 0; value < 256; ++value) histogram.record(value);
  EXPECT_EQ(histogram.quantile_ns(0.5), 127U);
  EXPECT_EQ(histogram.quantile_ns(1.0), 255U);
}

TEST(Histogram, ValuesBeyondTheRangeCountAsTheLargest) {
  Histogram histogram;
  histogram.record(UINT64_MAX);
  EXPECT_EQ(histogram.quantile_ns(0.5), Histogram::largest_ns);
}

TEST(Histogram, MergingIsRecordingBoth) {
  Histogram one;
  Histogram other;
  Histogram both;
  for (std::uint64_t value : {5U, 70'000U}) one.record(value), both.record(value);
  for (std::uint64_t value : {3U, 1'000'000'000U}) other.record(value), both.record(value);
  one.merge(other);
  EXPECT_EQ(one.to_json(), both.to_json());
}

TEST(Histogram, JsonKeepsEverySample) {
  Histogram histogram;
  for (std::uint64_t value = 1; value < 100'000; value += 7) histogram.record(value);
  std::uint64_t samples = 0;
  const auto json = histogram.to_json();
  for (const auto& bucket : json["buckets"]) samples += bucket[1].get<std::uint64_t>();
  EXPECT_EQ(samples, histogram.count());
}

TEST(Histogram, HgrmEndsAtTheMaximumWithTheWholeCount) {
  Histogram histogram;
  for (std::uint64_t value : {1'000'000U, 2'000'000U, 4'000'000U}) histogram.record(value);
  std::ostringstream out;
  histogram.write_hgrm(out);
  EXPECT_THAT(out.str(), testing::HasSubstr("    4.000000 1.000000000000          3\n"));
  EXPECT_THAT(out.str(), testing::HasSubstr("Total count    =            3]"));
}

TEST(Histogram, FitsItsBudget) { EXPECT_LE(sizeof(Histogram), 128U * 1024); }

}  // namespace
}  // namespace harness
