#pragma once
// The shape `task_graph`: a grid of tasks, steps × width, each of which waits for tasks of the step before.

#include <concepts>
#include <string_view>

#include "workloads/computation.h"
#include "workloads/task_grid.h"

namespace workloads {

/// A workload is a grid with its pattern of dependences: an implementation need not be a template.
template <class W>
concept TaskGraphWorkload = std::derived_from<W, TaskGrid>;

/// Fills an implementation's cell with a workload. The cell is constructed with TaskGrid& and the number of workers (threads that may run
/// tasks, the caller of `run` included if it does), keeps its threads between runs, and has `void run()`, which runs every task
/// once, none before its inputs, and returns when all have run. Tasks do not throw.
template <class Cell, TaskGraphWorkload W>
class FilledTaskGraph final : public Computation {
 public:
  FilledTaskGraph(const Parameters& parameters, int workers) : workload_(parameters), cell_(workload_, workers) {}
  std::uint64_t run(std::uint64_t nonce) override {
    workload_.begin(nonce);
    cell_.run();
    return workload_.digest();
  }
  std::uint64_t expected(std::uint64_t nonce) override {
    workload_.begin(nonce);
    return workload_.expected();
  }
  std::uint64_t units() const override { return workload_.units(); }

 private:
  W workload_;
  Cell cell_;
};

struct TaskGraphShape {
  static constexpr std::string_view name = "task_graph";
  template <class Cell, class W>
  using Filled = FilledTaskGraph<Cell, W>;
};

}  // namespace workloads
