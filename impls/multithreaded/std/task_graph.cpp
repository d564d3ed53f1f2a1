// task_graph, multithreaded, no library: each thread runs its columns step by step, and blocks until the inputs of a task are there.
#include <atomic>
#include <vector>

#include "impls/substrate/std/crew.h"
#include "workloads/task_graph_cells.h"

namespace {

class ThreadAColumn {
 public:
  ThreadAColumn(workloads::TaskGrid& grid, int workers) : grid_(grid), crew_(workers), columns_(static_cast<std::size_t>(grid.width())) {}

  void run() {
    for (Column& column : columns_) column.steps_done.store(0, std::memory_order_relaxed);
    crew_.run([this](int member) {
      const auto [first, last] = impls::std_backend::part_of(columns_.size(), member, crew_.members());
      for (int step = 0; step < grid_.steps(); ++step)
        for (std::size_t column = first; column < last; ++column) run_task(step, static_cast<int>(column));
    });
  }

 private:
  struct alignas(64) Column {
    std::atomic<int> steps_done = 0;
  };

  void run_task(int step, int column) {
    for (const int input : grid_.inputs(step, column)) {
      auto& done = columns_[static_cast<std::size_t>(input)].steps_done;
      for (int seen = done.load(std::memory_order_acquire); seen < step; seen = done.load(std::memory_order_acquire))
        done.wait(seen, std::memory_order_acquire);
    }
    grid_.run_task(step, column);
    auto& done = columns_[static_cast<std::size_t>(column)].steps_done;
    done.store(step + 1, std::memory_order_release);
    done.notify_all();
  }

  workloads::TaskGrid& grid_;
  impls::std_backend::Crew crew_;
  std::vector<Column> columns_;
};

}  // namespace

FIVEWAYS_TASK_GRAPH(ThreadAColumn, .threads = "the caller and workers - 1 kept between runs",
                    .remark = "dependence-driven: std::atomic::wait for the inputs; columns are split statically among the threads");
