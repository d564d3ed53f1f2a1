// fork_join, coroutines, work stealing: a child runs at once, on top of its parent, whose continuation others may steal.
#include <utility>

#include "impls/substrate/stealing/visit.h"
#include "workloads/fork_join_cells.h"

namespace {

using impls::stealing::Call;
using impls::stealing::Fork;
using impls::stealing::Last;
using impls::stealing::Workers;

template <workloads::ForkJoinWorkload W>
class ForkJoin {
 public:
  using Result = typename W::Result;

  static constexpr bool forks_all_but_last_child = true;

  ForkJoin(const W& workload, int workers) : workload_(workload), workers_(workers) {}

  Result run() {
    Result result{};
    Call<W> root{workload_, workload_.root(), &result, nullptr};
    workers_.run([&root] { visit(std::move(root)); });
    return result;
  }

  /// How often a worker took a continuation from another, in all runs.
  std::uint64_t steals() const { return workers_.steals(); }

  static impls::stealing::Visit<W, ForkJoin> visit(Call<W> call) {
    const W& workload = call.workload;
    const int children = workload.children(call.node);
    if (children == 0) co_return workload.leaf(call.node);
    for (int i = 0; i + 1 < children; ++i) co_await Fork{i};
    const auto results = co_await Last{children - 1};
    co_return workload.combine(call.node, results);
  }

 private:
  const W& workload_;
  Workers workers_;
};

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of its own",
                   .remark = "a frame a node, leaves included, on a stack of the worker; the parent is stolen, not the child");
