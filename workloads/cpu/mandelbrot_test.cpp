// Unit tests of the workload `mandelbrot`: known escape times, and the reference answer against the rows themselves.
#include "workloads/cpu/mandelbrot.h"

#include <gtest/gtest.h>

namespace workloads {
namespace {

constexpr std::int64_t one = Mandelbrot::one;

std::uint64_t answer_of_the_rows(const Mandelbrot& mandelbrot) {
  std::vector<std::uint64_t> results;
  for (std::size_t row = 0; row < mandelbrot.items(); ++row) results.push_back(mandelbrot.compute(row));
  return digest_in_order(results);
}

TEST(Mandelbrot, EscapeTimesAreThoseOfPointsDoneByHand) {
  EXPECT_EQ(Mandelbrot::escape_time(0, 0, 100), 100U);         // stays at 0
  EXPECT_EQ(Mandelbrot::escape_time(-one, 0, 100), 100U);      // 0, -1, 0, -1, …
  EXPECT_EQ(Mandelbrot::escape_time(-2 * one, 0, 100), 100U);  // -2, 2, 2, …: |z| = 2 has not escaped
  EXPECT_EQ(Mandelbrot::escape_time(one, 0, 100), 3U);         // 1, 2, 5
  EXPECT_EQ(Mandelbrot::escape_time(one / 2, 0, 100), 5U);     // 0.5, 0.75, 1.0625, 1.63, 3.15
}

TEST(Mandelbrot, TheReferenceAnswerIsThatOfTheRows) {
  for (const int rows : {1, 2, 7, 64}) {
    Mandelbrot mandelbrot({{"rows", rows}, {"columns", 33}, {"iterations", 50}});
    for (const std::uint64_t nonce : {std::uint64_t{0}, std::uint64_t{5}, std::uint64_t{0xfedcba9876543210}}) {
      mandelbrot.begin(nonce);
      EXPECT_EQ(answer_of_the_rows(mandelbrot), mandelbrot.expected()) << rows << " rows";
    }
  }
}

TEST(Mandelbrot, AnotherNonceChangesEveryRow) {
  Mandelbrot mandelbrot({{"rows", 16}, {"columns", 16}, {"iterations", 50}});
  for (std::size_t row = 0; row < 16; ++row) {
    mandelbrot.begin(1);
    const std::uint64_t before = mandelbrot.compute(row);
    mandelbrot.begin(2);
    EXPECT_NE(mandelbrot.compute(row), before);
  }
}

TEST(ParallelMap, TheAnswerDependsOnTheOrderOfResults) {
  EXPECT_NE(digest_in_order(std::vector<std::uint64_t>{1, 2, 3}), digest_in_order(std::vector<std::uint64_t>{1, 3, 2}));
  EXPECT_NE(digest_in_order(std::vector<std::uint64_t>{1, 2}), digest_in_order(std::vector<std::uint64_t>{1, 2, 2}));
}

}  // namespace
}  // namespace workloads
