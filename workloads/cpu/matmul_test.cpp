// Unit tests of the workload `matmul`: the weighted sum without a product against the tree that computes one.
#include "workloads/cpu/matmul.h"

#include <gtest/gtest.h>

#include "workloads/cpu/tree_for_tests.h"

namespace workloads {
namespace {

std::uint64_t answer_of(const Matmul& matmul, Visited& visited) { return matmul.digest(visit_counting(matmul, matmul.root(), visited)); }

TEST(Matmul, TheSumWithoutAProductIsTheAnswerOfTheTree) {
  for (int log2_n = 5; log2_n <= 8; ++log2_n) {
    Matmul matmul({{"log2_n", log2_n}});
    for (const std::uint64_t nonce : {std::uint64_t{0}, std::uint64_t{7}, std::uint64_t{0xfedcba9876543210}}) {
      matmul.begin(nonce);
      Visited visited;
      EXPECT_EQ(answer_of(matmul, visited), matmul.expected()) << "log2_n=" << log2_n;
      EXPECT_EQ(visited.nodes, matmul.units()) << "log2_n=" << log2_n;
      EXPECT_EQ(visited.leaves, matmul.leaves()) << "log2_n=" << log2_n;
    }
  }
}

TEST(Matmul, EitherInputChangesTheAnswer) {
  Matmul matmul({{"log2_n", 6}});
  matmul.begin(0);
  const std::uint64_t answer = matmul.expected();
  for (const std::uint64_t nonce : {1U, 1024U}) {
    matmul.begin(nonce);
    EXPECT_NE(matmul.expected(), answer) << "nonce " << nonce;
  }
}

TEST(Matmul, ALostOrSwappedBlockChangesTheAnswer) {
  Matmul matmul({{"log2_n", 6}});
  matmul.begin(1);
  std::array<Matmul::Result, 4> blocks;
  for (int i = 0; i < 4; ++i) blocks[static_cast<std::size_t>(i)] = matmul.leaf(matmul.child(matmul.root(), i));
  EXPECT_EQ(matmul.combine(matmul.root(), blocks), matmul.expected());
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      auto swapped = blocks;
      std::swap(swapped[i], swapped[j]);
      EXPECT_NE(matmul.combine(matmul.root(), swapped), matmul.expected()) << i << " and " << j;
      auto lost = blocks;
      lost[i] = blocks[j];
      EXPECT_NE(matmul.combine(matmul.root(), lost), matmul.expected()) << j << " in place of " << i;
    }
}

}  // namespace
}  // namespace workloads
