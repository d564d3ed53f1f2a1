// ping_pong, promises, on our pool: each turn goes on with the promise of a task.
#include "impls/substrate/ping_pong/placement.h"
#include "impls/substrate/ping_pong/promises.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/ping_pong_cells.h"

namespace {

template <workloads::PingPongWorkload W>
using PingPong = impls::ping_pong::Promises<W, impls::pool::Pool>;

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "the pool chooses the thread: with more than one nobody could say where a party runs",
                   .threads = "the caller", .remark = "a state for the task of each hand-over and one for then");
