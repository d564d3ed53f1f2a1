// fork_join, multithreaded, on oneTBB: a task_group a node, as its documentation writes it.
#include "impls/substrate/tbb/arena.h"
#include "workloads/fork_join_cells.h"

namespace {

template <workloads::ForkJoinWorkload W>
class ForkJoin {
 public:
  using Node = typename W::Node;
  using Result = typename W::Result;
  static constexpr bool forks_all_but_last_child = true;

  ForkJoin(const W& workload, int workers) : workload_(workload), arena_(workers) {}

  Result run() {
    return arena_.execute([this] { return visit(workload_.root()); });
  }

 private:
  Result visit(Node node) const {
    const int children = workload_.children(node);
    if (children == 0) return workload_.leaf(node);
    std::array<Result, W::max_children> results{};  // a child that oneTBB cancels, as another threw, leaves its place as it is
    const auto visit_child = [&](int i) { results[static_cast<std::size_t>(i)] = visit(workload_.child(node, i)); };
    tbb::task_group group;
    for (int i = 0; i + 1 < children; ++i) group.run([&visit_child, i] { visit_child(i); });
    try {
      visit_child(children - 1);
    } catch (...) {
      wait_in_spite_of(group);
      throw;
    }
    group.wait();
    return workload_.combine(node, std::span(results).first(static_cast<std::size_t>(children)));
  }

  // The group's destructor would rethrow a child's exception while this one unwinds.
  static void wait_in_spite_of(tbb::task_group& group) {
    try {
      group.wait();
    } catch (...) {
    }
  }

  const W& workload_;
  impls::tbb_backend::Arena arena_;
};

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of oneTBB",
                   .remark = "a join runs other tasks on top of the waiting stack");
