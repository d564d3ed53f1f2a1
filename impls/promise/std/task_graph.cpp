// task_graph, promises of the standard library: step by step, a std::async for each part of the columns. std::future has no continuation.
#include <algorithm>
#include <future>
#include <vector>

#include "impls/substrate/std/crew.h"
#include "workloads/task_graph_cells.h"

namespace {

class Async {
 public:
  Async(workloads::TaskGrid& grid, int workers) : grid_(grid), workers_(workers) {}

  void run() {
    for (int step = 0; step < grid_.steps(); ++step) {
      std::vector<std::future<void>> parts;
      for (int part = 1; part < std::min(workers_, grid_.width()); ++part)
        parts.push_back(std::async(std::launch::async, [this, step, part] { run_part(step, part); }));
      run_part(step, 0);
      for (std::future<void>& part : parts) part.get();
    }
  }

 private:
  void run_part(int step, int part) {
    const auto [first, last] =
        impls::std_backend::part_of(static_cast<std::size_t>(grid_.width()), part, std::min(workers_, grid_.width()));
    for (std::size_t column = first; column < last; ++column) grid_.run_task(step, static_cast<int>(column));
  }

  workloads::TaskGrid& grid_;
  int workers_;
};

}  // namespace

FIVEWAYS_TASK_GRAPH(Async, .threads = "the caller and a new thread for each other part of a step",
                    .remark = "a barrier after each step, whose columns are split statically: as many threads as workers");
