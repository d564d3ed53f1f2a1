// Unit tests of the workload `skynet`: the linear form against the tree itself.
#include "workloads/cpu/skynet.h"

#include <gtest/gtest.h>

#include <vector>

namespace workloads {
namespace {

std::uint64_t visit(const Skynet& skynet, Skynet::Node node, std::uint64_t& nodes) {
  ++nodes;
  const int children = skynet.children(node);
  if (children == 0) return skynet.leaf(node);
  std::vector<std::uint64_t> results;
  for (int i = 0; i < children; ++i) results.push_back(visit(skynet, skynet.child(node, i), nodes));
  return skynet.combine(node, results);
}

TEST(Skynet, TheLinearFormIsTheAnswerOfTheTree) {
  for (int depth = 0; depth <= 4; ++depth) {
    Skynet skynet({{"depth", depth}});
    for (const std::uint64_t nonce : {std::uint64_t{0}, std::uint64_t{7}, std::uint64_t{0xfedcba9876543210}}) {
      skynet.begin(nonce);
      std::uint64_t nodes = 0;
      EXPECT_EQ(skynet.digest(visit(skynet, skynet.root(), nodes)), skynet.expected()) << "depth=" << depth;
      EXPECT_EQ(nodes, skynet.units()) << "depth=" << depth;
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
