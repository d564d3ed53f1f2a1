// fork_join, promises, on our pool: forked children are futures; when_all and then make the parent's.
#include "impls/substrate/pool/future.h"
#include "workloads/fork_join_cells.h"

namespace {

using impls::pool::Future;
using impls::pool::Join;
using impls::pool::Pool;

template <workloads::ForkJoinWorkload W>
class ForkJoin {
 public:
  using Node = typename W::Node;
  using Result = typename W::Result;

  ForkJoin(const W& workload, int workers) : workload_(workload), pool_(workers) {}

  Result run() {
    const Pool::Inside inside(pool_);
    Future<Result> root = impls::pool::attempt([this] { return visit(workload_.root()); });
    End end(pool_);
    root.on_settled(end);
    pool_.help_until(end.done);
    return root.take();
  }

 private:
  struct End final : impls::pool::Continuation {
    explicit End(Pool& pool) : done(pool, 1) {}
    void settled() noexcept override { done.arrive(); }
    Join done;
  };

  Future<Result> visit(Node node) {
    const int children = workload_.children(node);
    if (children == 0) return workload_.leaf(node);
    const int last = children - 1;
    std::array<Future<Result>, W::max_children> promised;
    for (int i = 0; i < last; ++i)
      promised[static_cast<std::size_t>(i)] = impls::pool::async(pool_, [this, node, i] { return visit(workload_.child(node, i)); });
    promised[static_cast<std::size_t>(last)] = impls::pool::attempt([&] { return visit(workload_.child(node, last)); });
    const auto count = static_cast<std::size_t>(children);
    return when_all(std::move(promised), count).then([this, node, count](std::array<Result, W::max_children> results) {
      return workload_.combine(node, std::span<const Result>(results).first(count));
    });
  }

  const W& workload_;
  Pool pool_;
};

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of the pool",
                   .remark = "an inner node allocates a state for each forked child, one for when_all and one for then");
