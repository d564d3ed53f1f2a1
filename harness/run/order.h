#pragma once
// The seeded random orders of a round.

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

namespace harness {

/// 0 to count - 1 in random order.
inline std::vector<std::size_t> shuffled(std::size_t count, std::mt19937_64& random) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::shuffle(order, random);
  return order;
}

}  // namespace harness
