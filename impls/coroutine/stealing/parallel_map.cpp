// parallel_map, coroutines, work stealing: the items are halved until one is left; who has halved can be stolen meanwhile.
#include <utility>

#include "impls/substrate/stealing/visit.h"
#include "workloads/parallel_map_cells.h"

namespace {

using impls::stealing::Call;
using impls::stealing::Fork;
using impls::stealing::Last;
using impls::stealing::Workers;

// The items as a tree, which is what can be forked and joined.
struct Halves {
  struct Node {
    std::size_t first;
    std::size_t count;
  };
  struct Result {};
  static constexpr int max_children = 2;

  Node child(Node node, int index) const {
    const std::size_t left = node.count / 2;
    return index == 0 ? Node{.first = node.first, .count = left} : Node{.first = node.first + left, .count = node.count - left};
  }

  workloads::MapItems& items;
};

class ParallelMap {
 public:
  ParallelMap(workloads::MapItems& items, int workers) : halves_{items}, workers_(workers) {}

  void run() {
    Halves::Result result;
    Call<Halves> root{halves_, {.first = 0, .count = halves_.items.count()}, &result, nullptr};
    workers_.run([&root] { visit(std::move(root)); });
  }

  static impls::stealing::Visit<Halves, ParallelMap> visit(Call<Halves> call) {
    if (call.node.count == 1) {
      call.workload.items.compute(call.node.first);
      co_return Halves::Result{};
    }
    co_await Fork{0};
    co_await Last{1};
    co_return Halves::Result{};
  }

 private:
  Halves halves_;
  Workers workers_;
};

}  // namespace

FIVEWAYS_PARALLEL_MAP(ParallelMap, .threads = "the caller and workers - 1 of its own",
                      .remark = "an item is a frame, and so is every halving of the items: nearly twice as many");
