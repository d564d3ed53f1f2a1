#pragma once
// `fft` (task_graph): each task waits for its column and those at a distance that doubles. Tells apart far dependences.
// Null hypothesis: models tie once a task costs far more than the METG of the dearest

#include <algorithm>
#include <bit>

#include "workloads/shapes/task_graph.h"

namespace workloads {

/// The butterfly of a Fourier transform, again and again: distance 2^(step mod ⌈log2 width⌉).
class Fft : public TaskGrid {
 public:
  static constexpr std::string_view name = "fft";
  static constexpr std::string_view shape = "task_graph";
  static constexpr std::string_view summary = "a grid of tasks that wait for columns at distances 1, 2, 4, …";
  static constexpr std::string_view null_hypothesis = "models tie once a task costs far more than the METG of the dearest";

  explicit Fft(const Parameters& given) : TaskGrid(given, {.period = period, .inputs = inputs_of}) {}

 private:
  static int period(int width) { return std::max(1, static_cast<int>(std::bit_width(static_cast<unsigned>(width - 1)))); }
  static std::vector<int> inputs_of(int phase, int column, int width) {
    const int distance = 1 << phase;
    std::vector<int> columns;
    for (const int input : {column - distance, column, column + distance})
      if (input >= 0 && input < width) columns.push_back(input);
    return columns;
  }
};

static_assert(TaskGraphWorkload<Fft>);

}  // namespace workloads
