// fork_join, coroutines, work stealing: a child runs at once, on top of its parent, whose continuation others may steal.
#include "impls/substrate/stealing/visit.h"
#include "workloads/fork_join_cells.h"

namespace {

using impls::stealing::fork;
using impls::stealing::Frame;
using impls::stealing::last;
using impls::stealing::Workers;

template <workloads::ForkJoinWorkload W>
class ForkJoin {
 public:
  using Node = typename W::Node;
  using Result = typename W::Result;

  ForkJoin(const W& workload, int workers) : workload_(workload), workers_(workers) {}

  Result run() {
    Result result{};
    workers_.run([this, &result, root = workload_.root()] { visit(&result, nullptr, workload_, root); });
    return result;
  }

  std::uint64_t steals() const { return workers_.steals(); }

 private:
  static impls::stealing::Visit<Result, W::max_children> visit(Result*, Frame*, const W& workload, Node node) {
    const int children = workload.children(node);
    if (children == 0) co_return workload.leaf(node);
    for (int i = 0; i + 1 < children; ++i) co_await fork<visit>(workload, node, i);
    const std::span<const Result> results = co_await last<visit>(workload, node, children - 1);
    co_return workload.combine(node, results);
  }

  const W& workload_;
  Workers workers_;
};

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of its own",
                   .remark = "a frame a node, leaves included, on a worker's own stack of frames; a parent is stolen, not a child");
