#pragma once
// The shape `task_graph`: a grid of tasks, steps × width, each of which waits for tasks of the step before.

#include <concepts>
#include <string_view>

#include "workloads/computation.h"
#include "workloads/task_grid.h"

namespace workloads {

/// A workload is a grid with its pattern of dependences: an implementation need not be a template.
template <class W>
concept TaskGraphWorkload = std::derived_from<W, TaskGrid>;

/// A cell is constructed with TaskGrid& and the number of workers (threads that may run
/// tasks, the caller of `run` included if it does), keeps its threads between runs, and has `void run()`, which runs every task
/// once, none before its inputs, and returns when all have run. Tasks do not throw.
struct TaskGraphShape {
  static constexpr std::string_view name = "task_graph";
  template <class Cell, TaskGraphWorkload W>
  using Filled = FilledCell<Cell, W>;
};

}  // namespace workloads
