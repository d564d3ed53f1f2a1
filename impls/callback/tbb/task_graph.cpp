// task_graph, callbacks, on oneTBB: its flow graph, built once; a node is the callback of its last input's message.
#include <oneapi/tbb/flow_graph.h>

#include <deque>
#include <optional>

#include "impls/substrate/tbb/arena.h"
#include "workloads/task_graph_cells.h"

namespace {

namespace flow = tbb::flow;

class FlowGraph {
 public:
  FlowGraph(workloads::TaskGrid& grid, int workers) : grid_(grid), arena_(workers) {
    arena_.execute([this] { build(); });
  }
  ~FlowGraph() {
    nodes_.clear();
    graph_.reset();
  }

  void run() {
    arena_.execute([this] {
      for (const auto [step, column] : grid_.roots()) nodes_[grid_.index(step, column)].try_put(Message());
      graph_->wait_for_all();
    });
  }

 private:
  using Message = flow::continue_msg;
  using Node = flow::continue_node<Message>;

  void build() {
    graph_.emplace();
    for (int step = 0; step < grid_.steps(); ++step)
      for (int column = 0; column < grid_.width(); ++column) {
        Node& node = nodes_.emplace_back(*graph_, [this, step, column](Message) noexcept { grid_.run_task(step, column); });
        for (const int input : grid_.inputs(step, column)) flow::make_edge(nodes_[grid_.index(step - 1, input)], node);
      }
  }

  workloads::TaskGrid& grid_;
  impls::tbb_backend::Arena arena_;
  std::optional<flow::graph> graph_;
  std::deque<Node> nodes_;
};

}  // namespace

FIVEWAYS_TASK_GRAPH(FlowGraph, .threads = "the caller and workers - 1 of oneTBB",
                    .remark = "dependence-driven: a flow graph's continue_node a task, built once and run again");
