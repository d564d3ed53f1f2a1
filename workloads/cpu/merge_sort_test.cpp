// Unit tests of the workload `merge_sort`: what is known of the sorted keys against the tree that sorts them.
#include "workloads/cpu/merge_sort.h"

#include <gtest/gtest.h>

#include "workloads/cpu/tree_for_tests.h"

namespace workloads {
namespace {

TEST(MergeSort, WhatIsKnownOfSortedKeysIsTheAnswerOfTheTree) {
  for (const int elements : {1, 2, 3, 64, 65, 127, 1000, 4096, 10'007}) {
    MergeSort sort({{"elements", elements}});
    for (const std::uint64_t nonce : {std::uint64_t{0}, std::uint64_t{7}, std::uint64_t{0xfedcba9876543210}}) {
      sort.begin(nonce);
      Visited visited;
      EXPECT_EQ(sort.digest(visit_counting(sort, sort.root(), visited)), sort.expected()) << elements << " elements";
      EXPECT_EQ(visited.nodes, sort.units()) << elements << " elements";
      EXPECT_EQ(visited.leaves, sort.leaves()) << elements << " elements";
    }
  }
}

TEST(MergeSort, AMergeBeforeItsHalvesAreSortedChangesTheAnswer) {
  MergeSort sort({{"elements", 128}});
  sort.begin(11);
  const auto left = sort.leaf(sort.child(sort.root(), 0));
  const std::uint64_t too_early = sort.digest(sort.combine(sort.root(), std::array{left, 11 + std::uint64_t{64}}));
  EXPECT_NE(too_early, sort.expected());
  const auto right = sort.leaf(sort.child(sort.root(), 1));
  EXPECT_EQ(sort.digest(sort.combine(sort.root(), std::array{left, right})), sort.expected());
  EXPECT_NE(sort.digest(sort.combine(sort.root(), std::array{right, left})), sort.expected());
}

TEST(MergeSort, AnotherNonceGivesAnotherAnswer) {
  MergeSort sort({{"elements", 100}});
  sort.begin(1);
  const std::uint64_t one = sort.expected();
  sort.begin(2);
  EXPECT_NE(sort.expected(), one);
}

}  // namespace
}  // namespace workloads
