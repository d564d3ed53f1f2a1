#pragma once
// `fib` (fork_join): the call tree of the recursive Fibonacci function. Tells apart what spawning and joining one child cost.
// Null hypothesis: none; the work of a node is one addition, so what differs is the model.

#include <array>
#include <stdexcept>

#include "workloads/shapes/fork_join.h"

namespace workloads {

/// The leaves fib(0) and fib(1) are nonce and nonce + 1; an inner node is 3 × left + right (mod 2^64): an odd weight, so that
/// no leaf can be lost and no pair swapped unseen.
class Fib {
 public:
  static constexpr std::string_view name = "fib";
  static constexpr std::string_view shape = "fork_join";
  static constexpr std::string_view summary = "the call tree of the recursive Fibonacci function";
  static constexpr std::string_view null_hypothesis = "none: a node is one addition, what differs is the cost of fork and join";
  static constexpr std::array parameters{ParameterSpec{
      .name = "n", .unit = "1", .help = "fib(n); the literature uses 30 to 39", .standard = 30, .quick = 22, .minimum = 0, .maximum = 45}};

  using Node = int;
  using Result = std::uint64_t;
  static constexpr int max_children = 2;

  explicit Fib(const Parameters& given) : n_(static_cast<int>(complete(parameters, given).at("n"))) {}

  void begin(std::uint64_t nonce) { nonce_ = nonce; }
  Node root() const { return n_; }
  int children(Node n) const { return n < 2 ? 0 : 2; }
  Node child(Node n, int index) const { return n - 1 - index; }
  Result leaf(Node n) const { return nonce_ + static_cast<std::uint64_t>(n); }
  Result combine(Node, std::span<const Result> of) const { return 3 * of[0] + of[1]; }
  std::uint64_t digest(Result result) const { return result; }

  std::uint64_t expected() const {
    std::uint64_t previous = nonce_;
    std::uint64_t current = nonce_ + 1;
    for (int n = 2; n <= n_; ++n) previous = std::exchange(current, 3 * current + previous);
    return n_ == 0 ? nonce_ : current;
  }
  std::uint64_t units() const {
    std::uint64_t previous = 1;
    std::uint64_t current = 1;
    for (int n = 2; n <= n_; ++n) previous = std::exchange(current, current + previous + 1);
    return current;
  }
  std::uint64_t leaves() const { return (units() + 1) / 2; }

 private:
  int n_;
  std::uint64_t nonce_ = 0;
};

static_assert(ForkJoinWorkload<Fib>);

}  // namespace workloads
