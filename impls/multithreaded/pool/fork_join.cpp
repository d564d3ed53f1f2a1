// fork_join, multithreaded, on our pool: forked children lie on the parent's stack; a worker that must wait runs other tasks.
#include "impls/substrate/fork_join/first_error.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/fork_join_cells.h"

namespace {

using impls::pool::Join;
using impls::pool::Pool;
using impls::pool::Task;

template <workloads::ForkJoinWorkload W>
class ForkJoin {
 public:
  using Node = typename W::Node;
  using Result = typename W::Result;
  static constexpr bool forks_all_but_last_child = true;

  ForkJoin(const W& workload, int workers) : workload_(workload), pool_(workers) {}

  Result run() {
    const Pool::Inside inside(pool_);
    return visit(workload_.root());
  }

  std::uint64_t steals() const { return pool_.steals(); }

 private:
  struct Parent;

  struct Child : Task {
    Parent* parent;
    int index;
  };

  struct Parent {
    Parent(ForkJoin& its_cell, Node its_node, int forks) : cell(its_cell), node(its_node), join(its_cell.pool_, forks) {}

    ForkJoin& cell;
    const Node node;
    Join join;
    std::array<Result, W::max_children> results;
    impls::FirstError error;

    void visit_child(int index) noexcept {
      try {
        results[static_cast<std::size_t>(index)] = cell.visit(cell.workload_.child(node, index));
      } catch (...) {
        error.keep(std::current_exception());
      }
    }
  };

  Result visit(Node node) {
    const int children = workload_.children(node);
    if (children == 0) return workload_.leaf(node);
    const int last = children - 1;
    Parent parent(*this, node, last);
    std::array<Child, W::max_children> forked;
    for (int i = 0; i < last; ++i) {
      Child& child = forked[static_cast<std::size_t>(i)];
      child.run = run_forked;
      child.parent = &parent;
      child.index = i;
      pool_.schedule(child);
    }
    parent.visit_child(last);
    pool_.help_until(parent.join);
    parent.error.rethrow();
    return workload_.combine(node, std::span(parent.results).first(static_cast<std::size_t>(children)));
  }

  static void run_forked(Task& task) noexcept {
    auto& child = static_cast<Child&>(task);
    Parent& parent = *child.parent;
    parent.visit_child(child.index);
    parent.join.arrive();
  }

  const W& workload_;
  Pool pool_;
};

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of the pool",
                   .remark = "all but the last child are forked; a join runs other tasks on top of the waiting stack");
