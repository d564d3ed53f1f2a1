#pragma once
// `stencil` (task_graph): each task waits for its column and both neighbours. Tells apart the cost of a task and its dependences.
// Null hypothesis: models tie once a task costs far more than the METG of the dearest

#include <algorithm>

#include "workloads/shapes/task_graph.h"

namespace workloads {

/// Task Bench's stencil_1d.
class Stencil : public TaskGrid {
 public:
  static constexpr std::string_view name = "stencil";
  static constexpr std::string_view shape = "task_graph";
  static constexpr std::string_view summary = "a grid of tasks that wait for their neighbours of the step before";
  static constexpr std::string_view null_hypothesis = "models tie once a task costs far more than the METG of the dearest";

  explicit Stencil(const Parameters& given) : TaskGrid(given, {.period = period, .inputs = inputs_of}) {}

 private:
  static int period(int) { return 1; }
  static std::vector<int> inputs_of(int, int column, int width) {
    std::vector<int> columns;
    for (int input = std::max(column - 1, 0); input <= std::min(column + 1, width - 1); ++input) columns.push_back(input);
    return columns;
  }
};

static_assert(TaskGraphWorkload<Stencil>);

}  // namespace workloads
