// Unit tests of the workload `handover`: which turns its answer notices.
#include "workloads/cpu/handover.h"

#include <gtest/gtest.h>

#include <vector>

namespace workloads {
namespace {

struct Turn {
  int party;
  std::uint64_t round;
};

std::uint64_t value_after(const Handover& handover, const std::vector<Turn>& turns) {
  std::uint64_t value = handover.first_value();
  for (const Turn& one : turns) value = handover.turn(one.party, one.round, value);
  return value;
}

class HandoverWorkload : public testing::Test {
 protected:
  HandoverWorkload() { handover.begin(0x1234567890abcdef); }
  Handover handover{{{"rounds", 2}}};
};

TEST_F(HandoverWorkload, AlternatesTwiceInTwoRounds) {
  EXPECT_EQ(value_after(handover, {{0, 0}, {1, 0}, {0, 1}, {1, 1}}), handover.expected());
  EXPECT_EQ(handover.units(), 4U);
}

TEST_F(HandoverWorkload, NoticesALostTurn) { EXPECT_NE(value_after(handover, {{0, 0}, {1, 0}, {0, 1}}), handover.expected()); }

TEST_F(HandoverWorkload, NoticesAnExtraTurn) {
  EXPECT_NE(value_after(handover, {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {0, 2}}), handover.expected());
}

TEST_F(HandoverWorkload, NoticesAnEarlyTurn) {
  EXPECT_NE(value_after(handover, {{1, 0}, {0, 0}, {0, 1}, {1, 1}}), handover.expected());
  EXPECT_NE(value_after(handover, {{0, 0}, {0, 1}, {1, 0}, {1, 1}}), handover.expected());
}

TEST_F(HandoverWorkload, NoticesTheValueOfAnotherRun) {
  const std::uint64_t one = handover.expected();
  handover.begin(7);
  EXPECT_NE(handover.expected(), one);
}

TEST_F(HandoverWorkload, TakesThePlacementFromItsParameters) {
  EXPECT_EQ(handover.placement(), Placement::cross_core_blocking);
  EXPECT_EQ(Handover({{"placement", 0}}).placement(), Placement::same_core);
}

}  // namespace
}  // namespace workloads
