#pragma once
// The shape `fork_join`: visit a tree: fork the children of a node, join them, combine their results.

#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "workloads/computation.h"

namespace workloads {

/// A tree given by rules. Every member may be called by any thread at any time, `begin` only between runs. Pure, except that
/// leaf and combine may work in memory of the run that no other node touches at that time.
/// A node with no children is a leaf. `combine` gets the children's results in child order and is not commutative, and
/// every leaf depends on the nonce of the run: lost, swapped, cached or repeated work changes the answer.
template <class W>
concept ForkJoinWorkload = requires(W& workload, const W& constant, typename W::Node node, std::span<const typename W::Result> results) {
  { W::max_children } -> std::convertible_to<int>;
  {workload.begin(std::uint64_t{})};  // starts a run with this nonce
  { constant.root() } -> std::same_as<typename W::Node>;
  { constant.children(node) } -> std::same_as<int>;  // 0 for a leaf
  { constant.child(node, 0) } -> std::same_as<typename W::Node>;
  { constant.leaf(node) } -> std::same_as<typename W::Result>;
  { constant.combine(node, results) } -> std::same_as<typename W::Result>;
  { constant.digest(typename W::Result{}) } -> std::same_as<std::uint64_t>;
  { constant.expected() } -> std::same_as<std::uint64_t>;  // the digest of this run, found without the tree
  { constant.units() } -> std::same_as<std::uint64_t>;     // inner nodes and leaves
  { constant.leaves() } -> std::same_as<std::uint64_t>;
};

/// Fills an implementation's cell, a Cell<W>, with its workload. It is constructed with the workload and the number of workers
/// (threads that may visit nodes, the caller of `run` included if it works), keeps its threads between runs, and has
/// `typename W::Result run()`. What it has of these is reported, the counts since it was made, at no cost to the hot path:
/// `static constexpr bool forks_all_but_last_child = true`, or `std::uint64_t forks() const`; and `std::uint64_t steals() const`.
template <class Cell, ForkJoinWorkload W>
class FilledForkJoin final : public Computation {
 public:
  FilledForkJoin(const Parameters& parameters, int workers, const Surroundings&) : workload_(parameters), cell_(workload_, workers) {}
  std::uint64_t run(std::uint64_t nonce) override {
    workload_.begin(nonce);
    const std::uint64_t digest = workload_.digest(cell_.run());
    ++runs_;
    return digest;
  }
  std::uint64_t expected(std::uint64_t nonce) override {
    workload_.begin(nonce);
    return workload_.expected();
  }
  std::uint64_t units() const override { return workload_.units(); }
  ForkCounts fork_counts() const override {
    ForkCounts counts;
    if constexpr (requires { cell_.forks(); })
      counts.forked = cell_.forks();
    else if constexpr (requires { Cell::forks_all_but_last_child; })
      counts.forked = runs_ * (workload_.leaves() - 1);  // each fork adds one leaf to a tree that begins as one
    if (counts.forked) counts.run_inline = runs_ * units() - *counts.forked;
    if constexpr (requires { cell_.steals(); }) counts.stolen = cell_.steals();
    return counts;
  }

 private:
  W workload_;
  Cell cell_;
  std::uint64_t runs_ = 0;
};

struct ForkJoinShape {
  static constexpr std::string_view name = "fork_join";
  template <class Cell, class W>
  using Filled = FilledForkJoin<Cell, W>;
};

}  // namespace workloads
