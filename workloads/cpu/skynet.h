#pragma once
// `skynet` (fork_join): a tree of ten children a node down to numbered leaves. Tells apart wide forks and allocation.
// Null hypothesis: none; the work of a node is ten additions.

#include <array>

#include "workloads/shapes/fork_join.h"

namespace workloads {

/// A leaf is nonce + its number; an inner node is the polynomial of its ten children at 31 (mod 2^64), so order counts.
class Skynet {
 public:
  static constexpr std::string_view name = "skynet";
  static constexpr std::string_view shape = "fork_join";
  static constexpr std::string_view summary = "ten children a node down to numbered leaves";
  static constexpr std::string_view null_hypothesis = "none: a node is ten additions, what differs is the cost of fork and join";
  static constexpr std::array parameters{ParameterSpec{.name = "depth",
                                                       .unit = "1",
                                                       .help = "10^depth leaves; the literature uses 6 to 8",
                                                       .standard = 6,
                                                       .quick = 4,
                                                       .minimum = 0,
                                                       .maximum = 9}};

  struct Node {
    std::uint64_t first;   // number of the first leaf below
    std::uint64_t leaves;  // leaves below
  };
  using Result = std::uint64_t;
  static constexpr int max_children = 10;

  explicit Skynet(const Parameters& given) {
    for (auto depth = complete(parameters, given).at("depth"); depth > 0; --depth) leaves_ *= 10;
    const auto [ones, numbers] = serial(root());
    ones_ = ones;
    numbers_ = numbers;
  }

  void begin(std::uint64_t nonce) { nonce_ = nonce; }
  Node root() const { return {.first = 0, .leaves = leaves_}; }
  int children(Node node) const { return node.leaves == 1 ? 0 : 10; }
  Node child(Node node, int index) const {
    const std::uint64_t leaves = node.leaves / 10;
    return {.first = node.first + leaves * static_cast<std::uint64_t>(index), .leaves = leaves};
  }
  Result leaf(Node node) const { return nonce_ + node.first; }
  Result combine(Node, std::span<const Result> of) const {
    Result result = 0;
    for (const Result child : of) result = 31 * result + child;
    return result;
  }
  std::uint64_t digest(Result result) const { return result; }

  /// The answer is linear in the nonce, so one plain recursion at construction serves every run.
  std::uint64_t expected() const { return ones_ * nonce_ + numbers_; }
  std::uint64_t units() const { return (10 * leaves_ - 1) / 9; }
  std::uint64_t leaves() const { return leaves_; }

 private:
  // The answers for leaves that are all 1, and for leaves that are their own number.
  std::pair<std::uint64_t, std::uint64_t> serial(Node node) const {
    if (node.leaves == 1) return {1, node.first};
    std::uint64_t ones = 0;
    std::uint64_t numbers = 0;
    for (int i = 0; i < 10; ++i) {
      const auto [child_ones, child_numbers] = serial(child(node, i));
      ones = 31 * ones + child_ones;
      numbers = 31 * numbers + child_numbers;
    }
    return {ones, numbers};
  }

  std::uint64_t leaves_ = 1;
  std::uint64_t ones_ = 0;
  std::uint64_t numbers_ = 0;
  std::uint64_t nonce_ = 0;
};

static_assert(ForkJoinWorkload<Skynet>);

}  // namespace workloads
