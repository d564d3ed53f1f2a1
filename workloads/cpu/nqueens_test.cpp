// Unit tests of the workload `nqueens`: the search with bit masks against the tree of boards, and published numbers.
#include "workloads/cpu/nqueens.h"

#include <gtest/gtest.h>

#include "workloads/cpu/tree_for_tests.h"

namespace workloads {
namespace {

TEST(Nqueens, TheSearchWithMasksIsTheAnswerOfTheTree) {
  for (int n = 1; n <= 9; ++n) {
    Nqueens nqueens({{"n", n}});
    for (const std::uint64_t nonce : {std::uint64_t{0}, std::uint64_t{7}, std::uint64_t{0xfedcba9876543210}}) {
      nqueens.begin(nonce);
      Visited visited;
      const auto result = visit_counting(nqueens, nqueens.root(), visited);
      EXPECT_EQ(result.solutions, nqueens.solutions()) << "n=" << n;
      EXPECT_EQ(nqueens.digest(result), nqueens.expected()) << "n=" << n;
      EXPECT_EQ(visited.nodes, nqueens.units()) << "n=" << n;
      EXPECT_EQ(visited.leaves, nqueens.leaves()) << "n=" << n;
    }
  }
}

TEST(Nqueens, FindsAsManySolutionsAsArePublished) {
  constexpr std::array<std::uint64_t, 12> known{1, 0, 0, 2, 10, 4, 40, 92, 352, 724, 2680, 14200};  // OEIS A000170
  for (std::size_t n = 1; n <= known.size(); ++n)
    EXPECT_EQ(Nqueens({{"n", static_cast<std::int64_t>(n)}}).solutions(), known[n - 1]) << "n=" << n;
}

TEST(Nqueens, SwappedChildrenAndAnotherNonceChangeTheAnswer) {
  Nqueens nqueens({{"n", 6}});
  const Nqueens::Result one{.solutions = 0, .order = 5};
  const Nqueens::Result two{.solutions = 1, .order = 6};
  EXPECT_NE(nqueens.digest(nqueens.combine(nqueens.root(), std::array{one, two})),
            nqueens.digest(nqueens.combine(nqueens.root(), std::array{two, one})));
  nqueens.begin(1);
  const std::uint64_t answer = nqueens.expected();
  nqueens.begin(2);
  EXPECT_NE(nqueens.expected(), answer);
}

}  // namespace
}  // namespace workloads
