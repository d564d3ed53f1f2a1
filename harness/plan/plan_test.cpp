// What a plan says it takes.
#include "harness/plan/plan.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Case computation(std::uint64_t units) {
  return {.units = units, .rounds = 1, .slices = 4, .slice = milliseconds(15), .contestants = std::vector<Contestant>(2)};
}

TEST(Plan, CountsARunThatOutlastsItsSlice) {
  EXPECT_LT(computation(1'000).round_estimate(), milliseconds(200));
  EXPECT_GE(computation(1'000'000'000).round_estimate(), 2 * 4 * seconds(1));
}

TEST(Plan, CallsAnEstimateALowerBoundWhereUnitsMayOutlastASlice) {
  EXPECT_FALSE(computation(0).may_take_longer());
  EXPECT_FALSE(computation(60'000).may_take_longer());
  EXPECT_TRUE(computation(2'000'000).may_take_longer());
}

}  // namespace
}  // namespace harness
