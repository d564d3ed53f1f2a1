// fork_join, promises of the standard library: std::async in the first levels of the tree, plain recursion below.
// std::future has no continuation, so a parent blocks in get().
#include <future>
#include <optional>

#include "impls/substrate/fork_join/serial.h"
#include "impls/substrate/std/bounded_forks.h"
#include "workloads/fork_join_cells.h"

namespace {

template <workloads::ForkJoinWorkload W>
class ForkJoin {
 public:
  using Node = typename W::Node;
  using Result = typename W::Result;

  ForkJoin(const W& workload, int workers) : workload_(workload), forks_(workers, W::max_children) {}

  Result run() { return visit(workload_.root(), 0); }
  std::uint64_t forks() const { return forks_.taken(); }

 private:
  Result visit(Node node, int level) {
    if (!forks_.forks_at(level)) return impls::visit_serially(workload_, node);
    const int children = workload_.children(node);
    if (children == 0) return workload_.leaf(node);
    std::array<std::future<Result>, W::max_children> promised;  // one that is destroyed waits for its thread
    std::array<Result, W::max_children> results;
    for (int i = 0; i < children; ++i) {
      const auto place = static_cast<std::size_t>(i);
      auto permit = i + 1 < children ? forks_.try_fork() : impls::std_backend::Permit();
      if (permit)
        promised[place] = promise(workload_.child(node, i), level + 1, std::move(permit));
      else
        results[place] = visit(workload_.child(node, i), level + 1);
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(children); ++i)
      if (promised[i].valid()) results[i] = promised[i].get();
    return workload_.combine(node, std::span(results).first(static_cast<std::size_t>(children)));
  }

  std::future<Result> promise(Node node, int level, impls::std_backend::Permit permit) {
    return std::async(std::launch::async, [this, node, level, permit = std::move(permit)] { return visit(node, level); });
  }

  const W& workload_;
  impls::std_backend::BoundedForks forks_;
};

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "a new thread a std::async, at most `workers` alive with the caller", .coarsened = true,
                   .remark = "forks in the first levels only (8 subtrees a worker or more), while a thread is free; serial below");
