#pragma once
// fork_join by promises, for all backends: forked children are futures; when_all_then makes the parent's.

#include <array>

#include "impls/substrate/executor/executor.h"
#include "impls/substrate/executor/future.h"
#include "workloads/shapes/fork_join.h"

namespace impls {

template <workloads::ForkJoinWorkload W, Executor E>
class PromiseForkJoin {
 public:
  using Node = typename W::Node;
  using Result = typename W::Result;
  static constexpr bool forks_all_but_last_child = true;

  PromiseForkJoin(const W& workload, int workers) : workload_(workload), executor_(workers) {}

  Result run() {
    Future<Result> root;
    End end;
    executor_.run([&](typename E::Done& done) {
      end.done = &done;
      root = attempt([this] { return visit(workload_.root()); });
      root.on_settled(end);
    });
    return root.take();
  }

  std::uint64_t steals() const requires requires(const E& executor) { executor.steals(); }
  { return executor_.steals(); }

 private:
  struct End final : Settled {
    void settled() noexcept override { done->arrive(); }
    typename E::Done* done = nullptr;
  };

  Future<Result> visit(Node node) {
    const int children = workload_.children(node);
    if (children == 0) return workload_.leaf(node);
    const int last = children - 1;
    std::array<Future<Result>, W::max_children> promised;
    for (int i = 0; i < last; ++i)
      promised[static_cast<std::size_t>(i)] = async(executor_, [this, node, i] { return visit(workload_.child(node, i)); });
    promised[static_cast<std::size_t>(last)] = attempt([&] { return visit(workload_.child(node, last)); });
    const auto count = static_cast<std::size_t>(children);
    return when_all_then(std::move(promised), count,
                         [this, node](std::span<const Result> results) { return workload_.combine(node, results); });
  }

  const W& workload_;
  E executor_;
};

}  // namespace impls
