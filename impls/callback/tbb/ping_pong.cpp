// ping_pong, callbacks, on oneTBB: two tasks that schedule each other by task_group::run.
#include "impls/substrate/ping_pong/callbacks.h"
#include "impls/substrate/ping_pong/placement.h"
#include "impls/substrate/tbb/executor.h"
#include "workloads/ping_pong_cells.h"

namespace {

template <workloads::PingPongWorkload W>
using PingPong = impls::ping_pong::Callbacks<W, impls::tbb_backend::TbbExecutor>;

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "oneTBB chooses the thread: with more than one nobody could say where a party runs",
                   .threads = "the caller", .remark = "a task of a task_group for each hand-over");
