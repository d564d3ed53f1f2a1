#pragma once
// Visits a tree by plain recursion: all of `blocking`, and what lies below the last fork of a coarsened cell.

#include <array>

#include "workloads/shapes/fork_join.h"

namespace impls {

template <workloads::ForkJoinWorkload W>
typename W::Result visit_serially(const W& workload, typename W::Node node) {
  const int children = workload.children(node);
  if (children == 0) return workload.leaf(node);
  std::array<typename W::Result, W::max_children> results;
  for (int i = 0; i < children; ++i) results[static_cast<std::size_t>(i)] = visit_serially(workload, workload.child(node, i));
  return workload.combine(node, std::span(results).first(static_cast<std::size_t>(children)));
}

}  // namespace impls
