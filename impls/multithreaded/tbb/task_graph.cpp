// task_graph, multithreaded, on oneTBB: step by step, a parallel_for over the columns of each.
#include <oneapi/tbb/parallel_for.h>

#include "impls/substrate/tbb/arena.h"
#include "workloads/task_graph_cells.h"

namespace {

class ParallelFor {
 public:
  ParallelFor(workloads::TaskGrid& grid, int workers) : grid_(grid), arena_(workers) {}

  void run() {
    arena_.execute([this] {
      for (int step = 0; step < grid_.steps(); ++step) run_step(step);
    });
  }

 private:
  void run_step(int step) {
    using Range = tbb::blocked_range<int>;
    tbb::parallel_for(
        Range(0, grid_.width(), 1),
        [this, step](const Range& range) {
          for (int column = range.begin(); column != range.end(); ++column) grid_.run_task(step, column);
        },
        tbb::simple_partitioner());
  }

  workloads::TaskGrid& grid_;
  impls::tbb_backend::Arena arena_;
};

}  // namespace

FIVEWAYS_TASK_GRAPH(ParallelFor, .threads = "the caller and workers - 1 of oneTBB",
                    .remark = "a barrier after each step: it waits for more than a task's inputs");
