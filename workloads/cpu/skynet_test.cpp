// Unit tests of the workload `skynet`: the linear form against the tree itself.
#include "workloads/cpu/skynet.h"

#include <gtest/gtest.h>

#include <vector>

#include "workloads/cpu/tree_for_tests.h"

namespace workloads {
namespace {

TEST(Skynet, TheLinearFormIsTheAnswerOfTheTree) {
  for (int depth = 0; depth <= 4; ++depth) {
    Skynet skynet({{"depth", depth}});
    for (const std::uint64_t nonce : {std::uint64_t{0}, std::uint64_t{7}, std::uint64_t{0xfedcba9876543210}}) {
      skynet.begin(nonce);
      Visited visited;
      EXPECT_EQ(skynet.digest(visit_counting(skynet, skynet.root(), visited)), skynet.expected()) << "depth=" << depth;
      EXPECT_EQ(visited.nodes, skynet.units()) << "depth=" << depth;
      EXPECT_EQ(visited.leaves, skynet.leaves()) << "depth=" << depth;
    }
  }
}

TEST(Skynet, SwappedChildrenChangeTheAnswer) {
  const Skynet skynet({{"depth", 1}});
  std::vector<std::uint64_t> results{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  const std::uint64_t answer = skynet.combine(skynet.root(), results);
  std::swap(results[3], results[4]);
  EXPECT_NE(skynet.combine(skynet.root(), results), answer);
}

}  // namespace
}  // namespace workloads
