// fork_join, coroutines, on oneTBB: the frames of coroutine/pool, resumed by task_group::run.
#include "impls/substrate/fork_join/frame.h"
#include "impls/substrate/tbb/arena.h"
#include "workloads/fork_join_cells.h"

namespace {

struct TbbScheduler {
  struct Hook {};

  template <class Promise>
  void schedule(std::coroutine_handle<Promise> frame) {
    group.run([frame] { frame.resume(); });
  }

  tbb::task_group group;
};

struct Root final : impls::Arrivals {
  std::coroutine_handle<> all_arrived() noexcept override { return std::noop_coroutine(); }
};

template <workloads::ForkJoinWorkload W>
class ForkJoin {
 public:
  using Result = typename W::Result;

  ForkJoin(const W& workload, int workers) : workload_(workload), arena_(workers) {}

  Result run() {
    Root root;
    TbbScheduler scheduler;
    const auto frame = visit(workload_, scheduler, workload_.root());
    frame.promise().arrivals = &root;
    arena_.execute([&] {
      frame.handle().resume();
      scheduler.group.wait();
    });
    return frame.take();
  }

 private:
  static impls::Frame<Result, TbbScheduler> visit(const W& workload, TbbScheduler& scheduler, typename W::Node node) {
    const int children = workload.children(node);
    if (children == 0) co_return workload.leaf(node);
    impls::Fork<Result, W::max_children, TbbScheduler> fork(scheduler);
    for (int i = 0; i < children; ++i) fork.add(visit(workload, scheduler, workload.child(node, i)));
    co_return workload.combine(node, co_await fork);
  }

  const W& workload_;
  impls::tbb_backend::Arena arena_;
};

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of oneTBB",
                   .remark = "one task_group counts every scheduled frame, beside each parent's own counter");
