#pragma once
// `merge_sort` (fork_join): halves are sorted, then merged. Tells apart what models cost where memory moves between workers.
// Null hypothesis: none; the last merge is serial, so speed-up ends early for all alike.

#include <algorithm>
#include <array>
#include <vector>

#include "workloads/mix.h"
#include "workloads/shapes/fork_join.h"

namespace workloads {

/// A leaf fills and sorts its part, a node merges its two halves from one of two buffers into the other, by the parity of its
/// depth. The keys of a run are first + step × (0 … elements - 1), shuffled, so what they look like sorted is known beforehand.
class MergeSort {
 public:
  static constexpr std::string_view name = "merge_sort";
  static constexpr std::string_view shape = "fork_join";
  static constexpr std::string_view summary = "recursive sort of 64-bit keys, leaves of at most 64";
  static constexpr std::string_view null_hypothesis = "none: a leaf is a few microseconds, what differs is fork, join and locality";
  static constexpr std::array parameters{ParameterSpec{.name = "elements",
                                                       .unit = "1",
                                                       .help = "keys to sort; the literature uses 10^6 to 10^8",
                                                       .standard = 1 << 20,
                                                       .quick = 4096,
                                                       .minimum = 1,
                                                       .maximum = 1 << 27}};

  struct Node {
    std::size_t first;
    std::size_t count;
    std::size_t depth;
  };
  using Result = std::uint64_t;
  static constexpr int max_children = 2;

  explicit MergeSort(const Parameters& given)
      : elements_(static_cast<std::size_t>(complete(parameters, given).at("elements"))), tree_(serial(root())) {
    for (std::size_t i = 0; i < elements_; ++i) {
      sorted_ones_ = multiplier * sorted_ones_ + 1;
      sorted_numbers_ = multiplier * sorted_numbers_ + i;
    }
  }

  /// The shuffle is made once; a run rotates it and chooses its own keys, so begin costs nothing.
  void begin(std::uint64_t nonce) {
    if (shuffled_.empty()) prepare();
    nonce_ = nonce;
    rotation_ = nonce % elements_;
    first_key_ = nonce >> 32;
    key_step_ = 1 + (nonce & 0xffff);
  }

  Node root() const { return {.first = 0, .count = elements_, .depth = 0}; }
  int children(Node node) const { return node.count <= largest_leaf ? 0 : 2; }
  Node child(Node node, int index) const {
    const std::size_t left = node.count / 2;
    return {.first = node.first + (index == 0 ? 0 : left), .count = index == 0 ? left : node.count - left, .depth = node.depth + 1};
  }

  Result leaf(Node node) const {
    Key* const keys = buffers_[node.depth % 2].data() + node.first;
    std::size_t from = (node.first + rotation_) % elements_;
    for (std::size_t i = 0; i < node.count; ++i) {
      keys[i] = first_key_ + key_step_ * shuffled_[from];
      if (++from == elements_) from = 0;
    }
    std::sort(keys, keys + node.count);
    return nonce_ + node.first;
  }
  Result combine(Node node, std::span<const Result> of) const {
    const Key* const halves = buffers_[(node.depth + 1) % 2].data() + node.first;
    const Key* const middle = halves + node.count / 2;
    std::merge(halves, middle, middle, halves + node.count, buffers_[node.depth % 2].data() + node.first);
    return multiplier * of[0] + of[1];
  }

  /// The polynomial of the sorted keys, and that of the leaves.
  std::uint64_t digest(Result result) const {
    std::uint64_t sorted = 0;
    for (const Key key : buffers_[0]) sorted = multiplier * sorted + key;
    return mix(sorted) + result;
  }

  /// Both polynomials are linear in what the nonce chooses, so two loops at construction serve every run.
  std::uint64_t expected() const {
    return mix(first_key_ * sorted_ones_ + key_step_ * sorted_numbers_) + tree_.ones * nonce_ + tree_.numbers;
  }
  std::uint64_t leaves() const { return tree_.leaves; }
  std::uint64_t units() const { return 2 * tree_.leaves - 1; }

 private:
  using Key = std::uint64_t;
  static constexpr std::size_t largest_leaf = 64;
  static constexpr std::uint64_t multiplier = 31;

  struct Tree {
    std::uint64_t leaves;
    std::uint64_t ones;     // the polynomial of leaves that are all 1
    std::uint64_t numbers;  // of leaves that are the number of their first element
  };

  Tree serial(Node node) const {
    if (children(node) == 0) return {.leaves = 1, .ones = 1, .numbers = node.first};
    const Tree left = serial(child(node, 0));
    const Tree right = serial(child(node, 1));
    return {.leaves = left.leaves + right.leaves,
            .ones = multiplier * left.ones + right.ones,
            .numbers = multiplier * left.numbers + right.numbers};
  }

  // Fisher and Yates.
  void prepare() {
    shuffled_.resize(elements_);
    for (std::size_t i = 0; i < elements_; ++i) {
      const std::size_t other = mix(i) % (i + 1);
      shuffled_[i] = shuffled_[other];
      shuffled_[other] = static_cast<std::uint32_t>(i);
    }
    for (auto& buffer : buffers_) buffer.resize(elements_);
  }

  std::size_t elements_;
  Tree tree_;
  std::uint64_t sorted_ones_ = 0;
  std::uint64_t sorted_numbers_ = 0;
  std::vector<std::uint32_t> shuffled_;
  mutable std::array<std::vector<Key>, 2> buffers_;  // a node writes where no other does at that time
  std::uint64_t nonce_ = 0;
  std::size_t rotation_ = 0;
  Key first_key_ = 0;
  Key key_step_ = 1;
};

static_assert(ForkJoinWorkload<MergeSort>);

}  // namespace workloads
