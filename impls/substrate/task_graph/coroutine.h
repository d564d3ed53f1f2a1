#pragma once
// task_graph, coroutines, on any executor: a frame a column, which awaits the inputs of each of its tasks in turn.

#include <vector>

#include "impls/substrate/executor/detached_frame.h"
#include "impls/substrate/task_graph/pending.h"

namespace impls::task_graph {

template <Executor E>
class Coroutine {
 public:
  Coroutine(workloads::TaskGrid& grid, int workers)
      : grid_(grid), pending_(grid, 1), executor_(workers), columns_(static_cast<std::size_t>(grid.width())) {}

  void run() {
    const auto schedule_all = [this](Done& done) {
      for (int column = 0; column < grid_.width(); ++column)
        columns_[static_cast<std::size_t>(column)] = &run_column(*this, column, done).task();
      for (Task* column : columns_) executor_.schedule(*column);
    };
    executor_.run(schedule_all, grid_.width());
  }

 private:
  using Task = typename E::Task;
  using Done = typename E::Done;

  // A task waits for its inputs and for its column, which arrives once it is suspended; whoever is last makes the column go on.
  struct Inputs {
    Coroutine& cell;
    int step;
    int column;

    bool await_ready() const noexcept { return cell.grid_.inputs(step, column).empty(); }
    bool await_suspend(std::coroutine_handle<>) const noexcept { return !cell.pending_.arrive(step, column); }
    void await_resume() const noexcept {}
  };

  static DetachedFrame<E> run_column(Coroutine& cell, int column, Done& done) {
    for (int step = 0; step < cell.grid_.steps(); ++step) {
      co_await Inputs{cell, step, column};
      cell.grid_.run_task(step, column);
      cell.tell_consumers(step, column);
    }
    done.arrive();
  }

  void tell_consumers(int step, int column) noexcept {
    for (const int consumer : grid_.consumers(step, column))
      if (pending_.arrive(step + 1, consumer)) executor_.schedule(*columns_[static_cast<std::size_t>(consumer)]);
  }

  workloads::TaskGrid& grid_;
  Pending pending_;
  E executor_;
  std::vector<Task*> columns_;
};

}  // namespace impls::task_graph
