// Unit tests of the workload `fib`: the closed form against the tree itself.
#include "workloads/cpu/fib.h"

#include <gtest/gtest.h>

namespace workloads {
namespace {

// The tree as its definition says, counting what it visits.
std::uint64_t visit(const Fib& fib, Fib::Node node, std::uint64_t& nodes) {
  ++nodes;
  if (fib.children(node) == 0) return fib.leaf(node);
  const std::array results{visit(fib, fib.child(node, 0), nodes), visit(fib, fib.child(node, 1), nodes)};
  return fib.combine(node, results);
}

TEST(Fib, TheClosedFormIsTheAnswerOfTheTree) {
  for (int n = 0; n <= 15; ++n) {
    Fib fib({{"n", n}});
    fib.begin(0x1234567890abcdef);
    std::uint64_t nodes = 0;
    EXPECT_EQ(fib.digest(visit(fib, fib.root(), nodes)), fib.expected()) << "n=" << n;
    EXPECT_EQ(nodes, fib.units()) << "n=" << n;
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
