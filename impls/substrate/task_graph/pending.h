#pragma once
// How many arrivals each task of a grid still waits for. The last arrival arms its counter for the next run.

#include <atomic>
#include <vector>

#include "workloads/task_grid.h"

namespace impls::task_graph {

class Pending {
 public:
  /// A task waits for its inputs, and for `more` arrivals of its own.
  Pending(const workloads::TaskGrid& grid, int more) : grid_(grid), more_(more), counters_(grid.tasks()) {
    for (int step = 0; step < grid.steps(); ++step)
      for (int column = 0; column < grid.width(); ++column) counters_[grid.index(step, column)] = arrivals(step, column);
  }

  /// Whether this arrival is the last: then the task may run, and sees what was written before every arrival.
  bool arrive(int step, int column) noexcept {
    auto& counter = counters_[grid_.index(step, column)];
    if (counter.fetch_sub(1, std::memory_order_acq_rel) != 1) return false;
    counter.store(arrivals(step, column), std::memory_order_relaxed);
    return true;
  }

 private:
  int arrivals(int step, int column) const { return static_cast<int>(grid_.inputs(step, column).size()) + more_; }

  const workloads::TaskGrid& grid_;
  int more_;
  std::vector<std::atomic<int>> counters_;
};

}  // namespace impls::task_graph
