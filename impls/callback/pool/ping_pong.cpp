// ping_pong, callbacks, on our pool: two tasks that schedule each other.
#include "impls/substrate/ping_pong/callbacks.h"
#include "impls/substrate/ping_pong/placement.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/ping_pong_cells.h"

namespace {

template <workloads::PingPongWorkload W>
using PingPong = impls::ping_pong::Callbacks<W, impls::pool::Pool>;

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "the pool chooses the thread: with more than one nobody could say where a party runs",
                   .threads = "the caller", .remark = "the pool's deque and its mutex lie between the parties");
