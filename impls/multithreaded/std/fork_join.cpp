// fork_join, multithreaded, no library: a std::thread a fork in the first levels of the tree, plain recursion below.
#include <exception>
#include <optional>
#include <thread>

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
  // One forked child: its thread is joined before its result is taken, or when its parent unwinds.
  struct Forked {
    Result result;
    std::exception_ptr error;
    std::optional<std::jthread> thread;
  };

  Result visit(Node node, int level) {
    if (!forks_.forks_at(level)) return impls::visit_serially(workload_, node);
    const int children = workload_.children(node);
    if (children == 0) return workload_.leaf(node);
    std::array<Forked, W::max_children> forked;
    std::array<Result, W::max_children> results;
    for (int i = 0; i < children; ++i) {
      auto permit = i + 1 < children ? forks_.try_fork() : impls::std_backend::Permit();
      if (permit)
        fork(forked[static_cast<std::size_t>(i)], workload_.child(node, i), level + 1, std::move(permit));
      else
        results[static_cast<std::size_t>(i)] = visit(workload_.child(node, i), level + 1);
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(children); ++i) {
      if (!forked[i].thread) continue;
      forked[i].thread->join();
      if (forked[i].error) std::rethrow_exception(forked[i].error);
      results[i] = forked[i].result;
    }
    return workload_.combine(node, std::span(results).first(static_cast<std::size_t>(children)));
  }

  void fork(Forked& child, Node node, int level, impls::std_backend::Permit permit) {
    child.thread.emplace([this, &child, node, level, permit = std::move(permit)] {
      try {
        child.result = visit(node, level);
      } catch (...) {
        child.error = std::current_exception();
      }
    });
  }

  const W& workload_;
  impls::std_backend::BoundedForks forks_;
};

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "a new thread a fork, at most `workers` alive with the caller", .coarsened = true,
                   .remark = "forks in the first levels only (8 subtrees a worker or more), while a thread is free; serial below");
