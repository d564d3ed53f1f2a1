#pragma once
// task_graph, promises, on any executor: each task is when_all(its inputs).then(run), and one worker writes the whole graph down
// so while all run it.

#include <optional>
#include <vector>

#include "impls/substrate/executor/void_promise.h"
#include "workloads/task_grid.h"

namespace impls::task_graph {

template <Executor E>
class Promise {
 public:
  Promise(workloads::TaskGrid& grid, int workers) : grid_(grid), executor_(workers) {}

  void run() {
    using Done = typename E::Done;
    std::optional<AllSettled<Done>> sinks;
    executor_.run([&](Done& done) {
      sinks.emplace(grid_.sinks().size(), done);
      std::vector<VoidPromise> before(static_cast<std::size_t>(grid_.width()));
      std::vector<VoidPromise> promised(before.size());
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
  VoidPromise promise(int step, int column, const std::vector<VoidPromise>& before) {
    constexpr std::size_t most = workloads::TaskGrid::most_inputs;
    std::array<VoidPromise, most> inputs;
    std::size_t count = 0;
    for (const int input : grid_.inputs(step, column)) inputs[count++] = before[static_cast<std::size_t>(input)];
    return when_all_then<most>(executor_, std::span(inputs).first(count), [this, step, column] { grid_.run_task(step, column); });
  }

  workloads::TaskGrid& grid_;
  E executor_;
};

}  // namespace impls::task_graph
