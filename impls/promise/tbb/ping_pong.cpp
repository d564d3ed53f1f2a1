// ping_pong, promises, on oneTBB: each turn goes on with the promise of a task_group's task.
#include "impls/substrate/ping_pong/placement.h"
#include "impls/substrate/ping_pong/promises.h"
#include "impls/substrate/tbb/executor.h"
#include "workloads/ping_pong_cells.h"

namespace {

template <workloads::PingPongWorkload W>
using PingPong = impls::ping_pong::Promises<W, impls::tbb_backend::TbbExecutor>;

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "oneTBB chooses the thread: with more than one nobody could say where a party runs",
                   .threads = "the caller", .remark = "a state for the task of each hand-over, one for then; and oneTBB's own task");
