// parallel_map, coroutines, work stealing: the items are halved until one is left; who has halved can be stolen meanwhile.
#include "impls/substrate/stealing/visit.h"
#include "workloads/parallel_map_cells.h"

namespace {

using impls::stealing::Fork;
using impls::stealing::Last;
using impls::stealing::Root;
using impls::stealing::Self;
using impls::stealing::Workers;

// The items as a tree, which is what can be forked and joined.
struct Halves {
  struct Node {
    std::size_t first;
    std::size_t count;
  };
  struct Result {};
  static constexpr int max_children = 2;

  Node root() const { return {.first = 0, .count = items.count()}; }
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
    workers_.run([&] { visit(Root<Halves>{halves_, result}); });
  }

  template <class From>
  static impls::stealing::Visit<Halves, ParallelMap> visit([[maybe_unused]] From from) {
    const auto& self = co_await Self{};
    if (self.node.count == 1) {
      self.workload.items.compute(self.node.first);
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
