// `plain_matmul`: the kernel of `matmul` in our serial cell against a plain triple loop with the same blocking, side by side.
// Usage: plain_matmul [LOG2_N [PAIRS]].
#include <numeric>

#include "tests/peers/pairs.h"
#include "workloads/registry.h"

namespace {

// Row-major matrices, 32 rows, columns and terms at a time.
struct TripleLoop {
  explicit TripleLoop(std::size_t rows) : n(rows), left(n * n), right(n * n), product(n * n) {
    for (std::size_t i = 0; i < n * n; ++i) {
      left[i] = static_cast<std::int32_t>(workloads::mix(2 * i) % 256);
      right[i] = static_cast<std::int32_t>(workloads::mix(2 * i + 1) % 256);
    }
  }

  // The sum of all elements of the product.
  std::uint64_t run() {
    std::ranges::fill(product, 0);
    const std::int32_t* const a = left.data();
    const std::int32_t* const b = right.data();
    std::int32_t* __restrict__ const c = product.data();
    for (std::size_t row = 0; row < n; row += 32)
      for (std::size_t column = 0; column < n; column += 32)
        for (std::size_t term = 0; term < n; term += 32)
          for (std::size_t i = row; i < row + 32; ++i)
            for (std::size_t k = term; k < term + 32; ++k)
              for (std::size_t j = column; j < column + 32; ++j) c[i * n + j] += a[i * n + k] * b[k * n + j];
    return std::accumulate(product.begin(), product.end(), std::uint64_t{0});
  }

  std::uint64_t expected() const {
    std::uint64_t sum = 0;
    for (std::size_t k = 0; k < n; ++k) {
      std::uint64_t column = 0;
      for (std::size_t i = 0; i < n; ++i) column += static_cast<std::uint64_t>(left[i * n + k]);
      sum += column * std::accumulate(&right[k * n], &right[k * n] + n, std::uint64_t{0});
    }
    return sum;
  }

  std::size_t n;
  std::vector<std::int32_t> left;
  std::vector<std::int32_t> right;
  std::vector<std::int32_t> product;
};

}  // namespace

int main(int argc, char** argv) {
  constexpr std::string_view usage = "plain_matmul [LOG2_N [PAIRS]]";
  const int log2_n = peers::argument(argc, argv, 1, 8, 5, 13, usage);
  const auto pairs = static_cast<std::size_t>(peers::argument(argc, argv, 2, 101, 6, 1'000'000, usage));
  const auto* cell = workloads::find_implementation("fork_join", "blocking/std");
  if (cell == nullptr) return 1;
  const auto& entries = std::get<std::vector<workloads::ComputationEntry>>(cell->body);
  const auto ours = std::ranges::find(entries, "matmul", &workloads::ComputationEntry::workload)->make({{"log2_n", log2_n}}, 1, {});
  TripleLoop loop(std::size_t{1} << log2_n);
  const peers::Plain plain{.name = "a plain triple loop",
                           .run = [&](std::uint64_t) { return loop.run(); },
                           .expected = [&](std::uint64_t) { return loop.expected(); }};
  peers::compare(fmt::format("matmul of {} rows", loop.n), *ours, plain, pairs);
}
