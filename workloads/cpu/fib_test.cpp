// Unit tests of the workload `fib`: the closed form against the tree itself.
#include "workloads/cpu/fib.h"

#include <gtest/gtest.h>

#include "workloads/cpu/tree_for_tests.h"

namespace workloads {
namespace {

TEST(Fib, TheClosedFormIsTheAnswerOfTheTree) {
  for (int n = 0; n <= 15; ++n) {
    Fib fib({{"n", n}});
    fib.begin(0x1234567890abcdef);
    Visited visited;
    EXPECT_EQ(fib.digest(visit_counting(fib, fib.root(), visited)), fib.expected()) << "n=" << n;
    EXPECT_EQ(visited.nodes, fib.units()) << "n=" << n;
    EXPECT_EQ(visited.leaves, fib.leaves()) << "n=" << n;
  }
}

TEST(Fib, AnotherNonceGivesAnotherAnswer) {
  Fib fib({{"n", 20}});
  fib.begin(1);
  const std::uint64_t one = fib.expected();
  fib.begin(2);
  EXPECT_NE(fib.expected(), one);
}

TEST(Fib, SwappedChildrenChangeTheAnswer) {
  const Fib fib({{"n", 2}});
  EXPECT_NE(fib.combine(2, std::array<std::uint64_t, 2>{1, 2}), fib.combine(2, std::array<std::uint64_t, 2>{2, 1}));
}

}  // namespace
}  // namespace workloads
