// ping_pong, coroutines, on oneTBB: the frames of coroutine/pool, resumed by task_group::run.
#include "impls/substrate/ping_pong/coroutines.h"
#include "impls/substrate/ping_pong/placement.h"
#include "impls/substrate/tbb/scheduler.h"
#include "workloads/ping_pong_cells.h"

namespace {

using impls::tbb_backend::Scheduler;

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int workers) : workload_(workload), arena_(workers) {}

  std::uint64_t run() {
    Scheduler scheduler;
    impls::ping_pong::Exchange<W, Scheduler> exchange(workload_, scheduler);
    arena_.execute([&] {
      impls::ping_pong::start(exchange);
      scheduler.group.wait();
    });
    return exchange.value;
  }

 private:
  const W& workload_;
  impls::tbb_backend::Arena arena_;
};

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "oneTBB chooses the thread: with more than one nobody could say where a party runs",
                   .threads = "the caller", .remark = "a task of a task_group for each hand-over");
