#pragma once
// `tree` (task_graph): each task waits for one, whose output two read. Tells apart what fanning out costs.
// Null hypothesis: models tie once a task costs far more than the METG of the dearest

#include "workloads/shapes/task_graph.h"

namespace workloads {

/// Task Bench's tree, but all columns are there from the first step, so that every pattern has steps × width tasks.
class Tree : public TaskGrid {
 public:
  static constexpr std::string_view name = "tree";
  static constexpr std::string_view shape = "task_graph";
  static constexpr std::string_view summary = "a grid of tasks of which the left half feeds two each";
  static constexpr std::string_view null_hypothesis = "models tie once a task costs far more than the METG of the dearest";

  explicit Tree(const Parameters& given) : TaskGrid(given, {.period = period, .inputs = inputs_of}) {}

 private:
  static int period(int) { return 1; }
  static std::vector<int> inputs_of(int, int column, int) { return {column / 2}; }
};

static_assert(TaskGraphWorkload<Tree>);

}  // namespace workloads
