#pragma once
// task_graph, callbacks, on any executor: nobody waits; a task that is done counts down its consumers, and whoever is the last
// input of one schedules it, or goes on with it.

#include <vector>

#include "impls/substrate/executor/executor.h"
#include "impls/substrate/task_graph/pending.h"

namespace impls::task_graph {

template <Executor E>
class Callback {
 public:
  Callback(workloads::TaskGrid& grid, int workers) : grid_(grid), pending_(grid, 0), executor_(workers), nodes_(grid.tasks()) {
    for (int step = 0; step < grid.steps(); ++step)
      for (int column = 0; column < grid.width(); ++column) {
        Node& node = node_of(step, column);
        node.run = run_node;
        node.cell = this;
        node.step = step;
        node.column = column;
      }
  }

  void run() {
    const auto schedule_roots = [this](typename E::Done& done) {
      done_ = &done;
      for (const auto [step, column] : grid_.roots()) executor_.schedule(node_of(step, column));
    };
    executor_.run(schedule_roots, static_cast<int>(grid_.sinks().size()));
  }

 private:
  struct Node : E::Task {
    Callback* cell;
    int step;
    int column;
  };

  Node& node_of(int step, int column) { return nodes_[grid_.index(step, column)]; }

  static void run_node(typename E::Task& task) noexcept {
    Node* node = &static_cast<Node&>(task);
    Callback& cell = *node->cell;
    while (node != nullptr) node = cell.run_and_tell(*node);
  }

  // Returns a consumer that became ready, to be run here; the others are scheduled.
  Node* run_and_tell(const Node& node) noexcept {
    grid_.run_task(node.step, node.column);
    const auto consumers = grid_.consumers(node.step, node.column);
    if (consumers.empty()) {
      done_->arrive();
      return nullptr;
    }
    Node* next = nullptr;
    for (const int column : consumers)
      if (pending_.arrive(node.step + 1, column)) {
        if (next != nullptr) executor_.schedule(*next);
        next = &node_of(node.step + 1, column);
      }
    return next;
  }

  workloads::TaskGrid& grid_;
  Pending pending_;
  typename E::Done* done_ = nullptr;
  E executor_;
  std::vector<Node> nodes_;
};

}  // namespace impls::task_graph
