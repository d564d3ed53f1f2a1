// fork_join, coroutines, work stealing: a child runs at once, on top of its parent, whose continuation others may steal.
#include "impls/substrate/stealing/visit.h"
#include "workloads/fork_join_cells.h"

namespace {

using impls::stealing::Fork;
using impls::stealing::Last;
using impls::stealing::Root;
using impls::stealing::Self;
using impls::stealing::Workers;

template <workloads::ForkJoinWorkload W>
class ForkJoin {
 public:
  using Result = typename W::Result;

  static constexpr bool forks_all_but_last_child = true;

  ForkJoin(const W& workload, int workers) : workload_(workload), workers_(workers) {}

  Result run() {
    Result result{};
    workers_.run([&] { visit(Root<W>{workload_, result}); });
    return result;
  }

  /// How often a worker took a continuation from another, in all runs.
  std::uint64_t steals() const { return workers_.steals(); }

  template <class From>
  static impls::stealing::Visit<W, ForkJoin> visit([[maybe_unused]] From from) {
    const auto& self = co_await Self{};
    const int children = self.workload.children(self.node);
    if (children == 0) co_return self.workload.leaf(self.node);
    for (int i = 0; i + 1 < children; ++i) co_await Fork{i};
    const auto results = co_await Last{children - 1};
    co_return self.workload.combine(self.node, results);
  }

 private:
  const W& workload_;
  Workers workers_;
};

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of its own",
                   .remark = "a frame a node, leaves included, on a stack of the worker; the parent is stolen, not the child");
