#pragma once
// fork_join by coroutines, for all backends: a frame a node; whoever finishes the last child resumes the parent.

#include "impls/substrate/executor/frame_scheduler.h"
#include "impls/substrate/fork_join/frame.h"
#include "workloads/shapes/fork_join.h"

namespace impls {

template <workloads::ForkJoinWorkload W, Executor E>
class CoroutineForkJoin {
 public:
  using Result = typename W::Result;
  static constexpr bool forks_all_but_last_child = true;

  CoroutineForkJoin(const W& workload, int workers) : workload_(workload), executor_(workers) {}

  Result run() {
    Root root;
    const auto frame = visit(workload_, scheduler_, workload_.root());
    frame.promise().arrivals = &root;
    executor_.run([&](typename E::Done& done) {
      root.done = &done;
      frame.handle().resume();
    });
    return frame.take();
  }

  std::uint64_t steals() const requires requires(const E& executor) { executor.steals(); }
  { return executor_.steals(); }

 private:
  struct Root final : Arrivals {
    std::coroutine_handle<> all_arrived() noexcept override {
      done->arrive();
      return std::noop_coroutine();
    }
    typename E::Done* done = nullptr;
  };

  using NodeFrame = Frame<Result, FrameScheduler<E>>;

  // Leaves have frames of their own: one that could fork would hold the places of all children.
  static NodeFrame visit(const W& workload, FrameScheduler<E>& scheduler, typename W::Node node) {
    const int children = workload.children(node);
    return children == 0 ? leaf(workload, node) : inner(workload, scheduler, node, children);
  }

  static NodeFrame leaf(const W& workload, typename W::Node node) { co_return workload.leaf(node); }

  static NodeFrame inner(const W& workload, FrameScheduler<E>& scheduler, typename W::Node node, int children) {
    Fork<Result, W::max_children, FrameScheduler<E>> fork(scheduler);
    for (int i = 0; i < children; ++i) fork.add(visit(workload, scheduler, workload.child(node, i)));
    co_return workload.combine(node, co_await fork);
  }

  const W& workload_;
  E executor_;
  FrameScheduler<E> scheduler_{executor_};
};

}  // namespace impls
