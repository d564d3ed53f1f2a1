#pragma once
// `trivial` (task_graph): tasks that wait for nothing. Tells apart what a task costs without any dependence.
// Null hypothesis: models tie once a task costs far more than the METG of the dearest

#include "workloads/shapes/task_graph.h"

namespace workloads {

/// Every task is ready from the start.
class Trivial : public TaskGrid {
 public:
  static constexpr std::string_view name = "trivial";
  static constexpr std::string_view shape = "task_graph";
  static constexpr std::string_view summary = "a grid of tasks without dependences";
  static constexpr std::string_view null_hypothesis = "models tie once a task costs far more than the METG of the dearest";

  explicit Trivial(const Parameters& given) : TaskGrid(given, {.period = period, .inputs = inputs_of}) {}

 private:
  static int period(int) { return 1; }
  static std::vector<int> inputs_of(int, int, int) { return {}; }
};

static_assert(TaskGraphWorkload<Trivial>);

}  // namespace workloads
