#pragma once
// For the tests of fork_join workloads: the tree as its definition says, counting what it visits.

#include <array>

#include "workloads/shapes/fork_join.h"

namespace workloads {

struct Visited {
  std::uint64_t nodes = 0;
  std::uint64_t leaves = 0;
};

template <ForkJoinWorkload W>
typename W::Result visit_counting(const W& workload, typename W::Node node, Visited& visited) {
  ++visited.nodes;
  const int children = workload.children(node);
  if (children == 0) {
    ++visited.leaves;
    return workload.leaf(node);
  }
  std::array<typename W::Result, W::max_children> results;
  for (int i = 0; i < children; ++i) results[static_cast<std::size_t>(i)] = visit_counting(workload, workload.child(node, i), visited);
  return workload.combine(node, std::span(results).first(static_cast<std::size_t>(children)));
}

}  // namespace workloads
