#pragma once
// `random` (task_graph): each task waits for its column and two drawn ones. Tells apart what irregular dependences cost.
// Null hypothesis: models tie once a task costs far more than the METG of the dearest

#include <set>

#include "workloads/mix.h"
#include "workloads/shapes/task_graph.h"

namespace workloads {

/// Drawn by a hash of place and phase, so the same on every machine; the seven phases repeat.
class Random : public TaskGrid {
 public:
  static constexpr std::string_view name = "random";
  static constexpr std::string_view shape = "task_graph";
  static constexpr std::string_view summary = "a grid of tasks that wait for their column and up to two drawn ones";
  static constexpr std::string_view null_hypothesis = "models tie once a task costs far more than the METG of the dearest";

  explicit Random(const Parameters& given) : TaskGrid(given, {.period = period, .inputs = inputs_of}) {}

 private:
  static int period(int) { return 7; }
  static std::vector<int> inputs_of(int phase, int column, int width) {
    std::set<int> columns{column};
    for (int draw = 0; draw < 2; ++draw) {
      const auto number = static_cast<std::uint64_t>((phase * width + column) * 2 + draw);
      columns.insert(static_cast<int>(mix(number) % static_cast<std::uint64_t>(width)));
    }
    return {columns.begin(), columns.end()};
  }
};

static_assert(TaskGraphWorkload<Random>);

}  // namespace workloads
