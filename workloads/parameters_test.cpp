// Unit tests of workload parameters.
#include "workloads/parameters.h"

#include <gtest/gtest.h>

#include <array>

namespace workloads {
namespace {

constexpr std::array specs{ParameterSpec{.name = "n", .unit = "1", .help = "", .standard = 30, .quick = 20, .minimum = 0, .maximum = 40}};

TEST(Parameters, MissingValuesGetTheStandard) { EXPECT_EQ(complete(specs, {}).at("n"), 30); }

TEST(Parameters, AnUnknownNameIsNamedWithWhatExists) {
  try {
    complete(specs, {{"m", 1}});
    FAIL() << "accepted";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "no parameter 'm'; this workload has: n");
  }
}

TEST(Parameters, AValueOutsideItsRangeIsRefused) { EXPECT_THROW(complete(specs, {{"n", 41}}), std::invalid_argument); }

}  // namespace
}  // namespace workloads
