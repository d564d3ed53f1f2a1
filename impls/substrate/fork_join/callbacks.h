#pragma once
// fork_join by callbacks, for all backends: nobody waits; each child's result is delivered to its parent's continuation, and
// whoever delivers last combines and goes on upwards.

#include <array>
#include <atomic>
#include <memory>
#include <optional>

#include "impls/substrate/executor/executor.h"
#include "impls/substrate/fork_join/first_error.h"
#include "workloads/shapes/fork_join.h"

namespace impls {

template <workloads::ForkJoinWorkload W, Executor E>
class CallbackForkJoin {
 public:
  using Node = typename W::Node;
  using Result = typename W::Result;
  static constexpr bool forks_all_but_last_child = true;

  CallbackForkJoin(const W& workload, int workers) : workload_(workload), executor_(workers) {}

  Result run() {
    Parent end(*this);
    executor_.run([&](typename E::Done& done) {
      end.done = &done;
      visit(workload_.root(), {.parent = &end, .index = 0});
    });
    end.error.rethrow();
    return end.results[0];
  }

  std::uint64_t steals() const requires requires(const E& executor) { executor.steals(); }
  { return executor_.steals(); }

 private:
  struct Parent;

  // Where a result goes: the callback, which is a parent's join counter and the child's place in it.
  struct Continuation {
    Parent* parent;
    int index;
  };

  struct Child : E::Task {
    Continuation then;
  };

  // On the heap from the fork until the last child has delivered. The outermost has no node and ends the run.
  struct Parent {
    explicit Parent(CallbackForkJoin& its_cell) : cell(its_cell), children(1), pending(1) {}
    Parent(CallbackForkJoin& its_cell, Node its_node, int its_children, Continuation its_then)
        : cell(its_cell), node(its_node), then(its_then), children(its_children), pending(its_children) {}

    CallbackForkJoin& cell;
    typename E::Done* done = nullptr;
    std::optional<Node> node;
    Continuation then{};
    int children;
    std::atomic<int> pending;
    std::array<Result, W::max_children> results;
    std::array<Child, W::max_children> forked;
    FirstError error;
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
      executor_.schedule(child);
    }
    visit_child({.parent = parent, .index = last});
  }

  static void run_forked(typename E::Task& task) noexcept {
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
  E executor_;
};

}  // namespace impls
