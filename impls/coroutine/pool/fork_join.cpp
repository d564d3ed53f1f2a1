// fork_join, coroutines, on our pool: a frame a node; whoever finishes the last child resumes the parent.
#include "impls/substrate/fork_join/frame.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/fork_join_cells.h"

namespace {

using impls::pool::Join;
using impls::pool::Pool;
using impls::pool::Task;

// The pool's task lies in the frame.
struct PoolScheduler {
  struct Hook : Task {
    std::coroutine_handle<> frame;
  };

  template <class Promise>
  void schedule(std::coroutine_handle<Promise> frame) {
    Hook& hook = frame.promise();
    hook.frame = frame;
    hook.run = [](Task& task) noexcept { static_cast<Hook&>(task).frame.resume(); };
    pool.schedule(hook);
  }

  Pool& pool;
};

struct Root final : impls::Arrivals {
  explicit Root(Pool& pool) : done(pool, 1) {}
  std::coroutine_handle<> all_arrived() noexcept override {
    done.arrive();
    return std::noop_coroutine();
  }
  Join done;
};

template <workloads::ForkJoinWorkload W>
class ForkJoin {
 public:
  using Result = typename W::Result;

  ForkJoin(const W& workload, int workers) : workload_(workload), pool_(workers) {}

  Result run() {
    const Pool::Inside inside(pool_);
    Root root(pool_);
    const auto frame = visit(workload_, scheduler_, workload_.root());
    frame.promise().arrivals = &root;
    frame.handle().resume();
    pool_.help_until(root.done);
    return frame.take();
  }

 private:
  static impls::Frame<Result, PoolScheduler> visit(const W& workload, PoolScheduler& scheduler, typename W::Node node) {
    const int children = workload.children(node);
    if (children == 0) co_return workload.leaf(node);
    impls::Fork<Result, W::max_children, PoolScheduler> fork(scheduler);
    for (int i = 0; i < children; ++i) fork.add(visit(workload, scheduler, workload.child(node, i)));
    co_return workload.combine(node, co_await fork);
  }

  const W& workload_;
  Pool pool_;
  PoolScheduler scheduler_{pool_};
};

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of the pool",
                   .remark = "a heap frame a node, leaves included; the last child is entered by symmetric transfer");
