// ping_pong, coroutines, on our pool: two frames that schedule each other.
#include "impls/substrate/ping_pong/coroutines.h"
#include "impls/substrate/ping_pong/placement.h"
#include "impls/substrate/pool/scheduler.h"
#include "workloads/ping_pong_cells.h"

namespace {

using impls::pool::Pool;
using impls::pool::Scheduler;

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int workers) : workload_(workload), pool_(workers) {}

  std::uint64_t run() {
    const Pool::Inside inside(pool_);
    Scheduler scheduler{pool_, {pool_, 2}};
    impls::ping_pong::Exchange<W, Scheduler> exchange(workload_, scheduler);
    impls::ping_pong::start(exchange);
    pool_.help_until(scheduler.done);
    return exchange.value;
  }

 private:
  const W& workload_;
  Pool pool_;
};

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "the pool chooses the thread: with more than one nobody could say where a party runs",
                   .threads = "the caller", .remark = "the pool's deque and its mutex lie between the parties");
