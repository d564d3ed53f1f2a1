#pragma once
// task_graph, promises, on any executor: each task is when_all(its inputs).then(run), and the caller writes the whole graph down so
// while the workers run it.

#include <optional>
#include <vector>

#include "impls/substrate/executor/promise.h"
#include "workloads/task_grid.h"

namespace impls::task_graph {

template <class Executor>
class Promise {
 public:
  Promise(workloads::TaskGrid& grid, int workers) : grid_(grid), executor_(workers) {}

  void run() {
    using Done = typename Executor::Done;
    std::optional<executor::AllSettled<Done>> sinks;
    executor_.run(1, [&](Done& done) {
      sinks.emplace(grid_.sinks().size(), done);
      std::vector<executor::Promise> before(static_cast<std::size_t>(grid_.width()));
      std::vector<executor::Promise> promised(before.size());
      for (int step = 0; step < grid_.steps(); ++step) {
        std::swap(before, promised);
        for (int column = 0; column < grid_.width(); ++column) {
          auto& task = promised[static_cast<std::size_t>(column)];
          task = promise(step, column, before);
          if (grid_.consumers(step, column).empty()) sinks->add(task);
        }
      }
    });
  }

 private:
  executor::Promise promise(int step, int column, const std::vector<executor::Promise>& before) {
    constexpr std::size_t most = workloads::TaskGrid::most_inputs;
    std::array<executor::Promise, most> inputs;
    std::size_t count = 0;
    for (const int input : grid_.inputs(step, column)) inputs[count++] = before[static_cast<std::size_t>(input)];
    return executor::when_all_then<most>(executor_, std::span(inputs).first(count), [this, step, column] { grid_.run_task(step, column); });
  }

  workloads::TaskGrid& grid_;
  Executor executor_;
};

}  // namespace impls::task_graph
