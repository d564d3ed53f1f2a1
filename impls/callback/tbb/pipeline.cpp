// pipeline, callbacks, on oneTBB: a flow graph; limiter_node and queue_node are the bounded channel.
#include <oneapi/tbb/flow_graph.h>

#include <deque>

#include "impls/substrate/tbb/arena.h"
#include "workloads/pipeline_cells.h"

namespace {

namespace flow = tbb::flow;

template <workloads::PipelineWorkload W>
class Pipeline {
 public:
  using Item = typename W::Item;

  Pipeline(W& workload, int workers) : workload_(workload), arena_(workers) {}

  void run() {
    arena_.execute([this] {
      Run run(workload_);
      for (auto& input : run.inputs) input.activate();
      run.graph.wait_for_all();
      for (const auto& consumer : run.consumers) workload_.finished(consumer);
    });
  }

 private:
  // A producer that the limiter turned away keeps its item and is asked for it when a consumer has decremented.
  struct Run {
    explicit Run(W& workload) : limiter(graph, workload.capacity()), queue(graph) {
      flow::make_edge(limiter, queue);
      for (int i = 0; i < workload.producers(); ++i) {
        auto& input = inputs.emplace_back(graph, [producer = workload.producer(i)](tbb::flow_control& control) mutable {
          const auto item = producer.next();
          if (!item) control.stop();
          return item.value_or(Item{});
        });
        flow::make_edge(input, limiter);
      }
      for (int i = 0; i < workload.consumers(); ++i) {
        auto& consumer = consumers.emplace_back(workload.consumer());
        auto& node = takers.emplace_back(graph, flow::serial, [&consumer](const Item& item) {
          consumer.take(item);
          return 1;
        });
        flow::make_edge(queue, node);
        flow::make_edge(node, limiter.decrementer());
      }
    }

    flow::graph graph;
    flow::limiter_node<Item, int> limiter;  // counts integers: continue_msgs would be counted once for all consumers together
    flow::queue_node<Item> queue;
    std::deque<flow::input_node<Item>> inputs;
    std::deque<typename W::Consumer> consumers;
    std::deque<flow::function_node<Item, int, flow::rejecting>> takers;
  };

  W& workload_;
  impls::tbb_backend::Arena arena_;
};

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = "the caller and workers - 1 of oneTBB",
                  .remark = "input_node, limiter_node, queue_node and a serial function_node a consumer, built anew for each run");
