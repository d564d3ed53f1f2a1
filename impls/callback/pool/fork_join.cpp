// fork_join, callbacks, on our pool: nobody waits; each child's result is delivered to its parent's continuation, and whoever
// delivers last combines and goes on upwards.
#include <optional>

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

  ForkJoin(const W& workload, int workers) : workload_(workload), pool_(workers) {}

  Result run() {
    const Pool::Inside inside(pool_);
    Join done(pool_, 1);
    Parent end(*this, done);
    visit(workload_.root(), {.parent = &end, .index = 0});
    pool_.help_until(done);
    end.error.rethrow();
    return end.results[0];
  }

 private:
  struct Parent;

  // Where a result goes: the callback, which is a parent's join counter and the child's place in it.
  struct Continuation {
    Parent* parent;
    int index;
  };

  struct Child : Task {
    Continuation then;
  };

  // On the heap from the fork until the last child has delivered. The outermost has no node and ends the run.
  struct Parent {
    Parent(ForkJoin& its_cell, Join& its_done) : cell(its_cell), done(&its_done), children(1), pending(1) {}
    Parent(ForkJoin& its_cell, Node its_node, int its_children, Continuation its_then)
        : cell(its_cell), node(its_node), then(its_then), children(its_children), pending(its_children) {}

    ForkJoin& cell;
    Join* done = nullptr;
    std::optional<Node> node;
    Continuation then{};
    int children;
    std::atomic<int> pending;
    std::array<Result, W::max_children> results;
    std::array<Child, W::max_children> forked;
    impls::FirstError error;
  };

  void visit(Node node, Continuation then) noexcept {
    std::optional<Result> leaf;
    try {
      const int children = workload_.children(node);
      if (children > 0) return fork(node, children, then);
      leaf = workload_.leaf(node);
    } catch (...) {
      then.parent->error.keep(std::current_exception());
    }
    deliver(leaf, then);
  }

  void fork(Node node, int children, Continuation then) {
    auto* parent = new Parent(*this, node, children, then);
    const int last = children - 1;
    for (int i = 0; i < last; ++i) {
      Child& child = parent->forked[static_cast<std::size_t>(i)];
      child.run = run_forked;
      child.then = {.parent = parent, .index = i};
      pool_.schedule(child);
    }
    visit_child({.parent = parent, .index = last});
  }

  static void run_forked(Task& task) noexcept {
    const Continuation then = static_cast<Child&>(task).then;
    then.parent->cell.visit_child(then);
  }

  void visit_child(Continuation then) noexcept {
    std::optional<Node> node;
    try {
      node = workload_.child(*then.parent->node, then.index);
    } catch (...) {
      then.parent->error.keep(std::current_exception());
      return deliver({}, then);
    }
    visit(*node, then);
  }

  // Empty if the child failed; the error is with the parent already.
  void deliver(std::optional<Result> result, Continuation then) noexcept {
    Parent& parent = *then.parent;
    if (result) parent.results[static_cast<std::size_t>(then.index)] = *std::move(result);
    if (parent.pending.fetch_sub(1) == 1) finish(parent);
  }

  void finish(Parent& parent) noexcept {
    if (parent.done != nullptr) return parent.done->arrive();
    const std::unique_ptr<Parent> owned(&parent);
    std::optional<Result> combined;
    try {
      parent.error.rethrow();
      combined = workload_.combine(*parent.node, std::span(parent.results).first(static_cast<std::size_t>(parent.children)));
    } catch (...) {
      parent.then.parent->error.keep(std::current_exception());
    }
    deliver(std::move(combined), parent.then);
  }

  const W& workload_;
  Pool pool_;
};

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of the pool",
                   .remark = "one heap block an inner node holds its counter, results and forked children");
