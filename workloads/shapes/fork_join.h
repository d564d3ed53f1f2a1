#pragma once
// The shape `fork_join`: visit a tree: fork the children of a node, join them, combine their results.

#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "workloads/parameters.h"

namespace workloads {

/// A tree given by rules. Pure: every member may be called by any thread at any time; `begin` only between runs.
/// A node with no children is a leaf. `combine` gets the children's results in child order and is not commutative, and
/// every leaf depends on the nonce of the run: lost, swapped, cached or repeated work changes the answer.
template <class W>
concept ForkJoinWorkload = requires(W& workload, const W& constant, typename W::Node node,
                                    std::span<const typename W::Result> results) {
  { W::max_children } -> std::convertible_to<int>;
  { workload.begin(std::uint64_t{}) };                                   // starts a run with this nonce
  { constant.root() } -> std::same_as<typename W::Node>;
  { constant.children(node) } -> std::same_as<int>;                      // 0 for a leaf
  { constant.child(node, 0) } -> std::same_as<typename W::Node>;
  { constant.leaf(node) } -> std::same_as<typename W::Result>;
  { constant.combine(node, results) } -> std::same_as<typename W::Result>;
  { constant.digest(typename W::Result{}) } -> std::same_as<std::uint64_t>;
  { constant.expected() } -> std::same_as<std::uint64_t>;                // the digest of this run, found without the tree
  { constant.nodes() } -> std::same_as<std::uint64_t>;                   // inner nodes and leaves
};

/// A computation ready to run: an implementation's cell filled with one workload at one size.
struct Computation {
  virtual ~Computation() = default;
  /// Visits the whole tree once and returns the digest. Blocks until done.
  virtual std::uint64_t run(std::uint64_t nonce) = 0;
  virtual std::uint64_t expected(std::uint64_t nonce) = 0;
  virtual std::uint64_t nodes() const = 0;
};

/// Fills an implementation's cell, a Cell<W>, with its workload. It is constructed with the workload and the number of workers
/// (threads that may visit nodes, the caller of `run` included if it works), keeps its threads between runs, and has
/// `typename W::Result run()`.
template <class Cell, ForkJoinWorkload W>
class FilledForkJoin final : public Computation {
 public:
  FilledForkJoin(const Parameters& parameters, int workers) : workload_(parameters), cell_(workload_, workers) {}
  std::uint64_t run(std::uint64_t nonce) override {
    workload_.begin(nonce);
    return workload_.digest(cell_.run());
  }
  std::uint64_t expected(std::uint64_t nonce) override {
    workload_.begin(nonce);
    return workload_.expected();
  }
  std::uint64_t nodes() const override { return workload_.nodes(); }

 private:
  W workload_;
  Cell cell_;
};

using MakeComputation = std::unique_ptr<Computation> (*)(const Parameters& parameters, int workers);

}  // namespace workloads
