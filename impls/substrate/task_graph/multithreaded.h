#pragma once
// task_graph, multithreaded, on any executor: the tasks of a step are scheduled, and the caller waits for all of them
// before it goes to the next.

#include <vector>

#include "impls/substrate/executor/executor.h"
#include "workloads/task_grid.h"

namespace impls::task_graph {

template <Executor E>
class Multithreaded {
 public:
  Multithreaded(workloads::TaskGrid& grid, int workers) : grid_(grid), executor_(workers), tasks_(static_cast<std::size_t>(grid.width())) {
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      tasks_[i].run = run_column;
      tasks_[i].cell = this;
      tasks_[i].column = static_cast<int>(i);
    }
  }

  void run() {
    const auto schedule_step = [this](typename E::Done& done) {
      done_ = &done;
      for (ColumnTask& task : tasks_) executor_.schedule(task);
    };
    for (step_ = 0; step_ < grid_.steps(); ++step_) executor_.run(schedule_step, grid_.width());
  }

 private:
  struct ColumnTask : E::Task {
    Multithreaded* cell;
    int column;
  };

  static void run_column(typename E::Task& task) noexcept {
    const auto& own = static_cast<ColumnTask&>(task);
    own.cell->grid_.run_task(own.cell->step_, own.column);
    own.cell->done_->arrive();
  }

  workloads::TaskGrid& grid_;
  int step_ = 0;
  typename E::Done* done_ = nullptr;
  E executor_;
  std::vector<ColumnTask> tasks_;
};

}  // namespace impls::task_graph
