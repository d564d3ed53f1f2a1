// task_graph, blocking, no library: one task after the other. The serial kernel that efficiency refers to.
#include "workloads/task_graph_cells.h"

namespace {

class Serial {
 public:
  Serial(workloads::TaskGrid& grid, int) : grid_(grid) {}

  void run() {
    for (int step = 0; step < grid_.steps(); ++step)
      for (int column = 0; column < grid_.width(); ++column) grid_.run_task(step, column);
  }

 private:
  workloads::TaskGrid& grid_;
};

}  // namespace

FIVEWAYS_TASK_GRAPH(Serial, .max_workers = 1, .limit_reason = "a serial program has one thread", .threads = "the caller",
                    .remark = "the tasks themselves, checks included: the serial kernel of METG");
