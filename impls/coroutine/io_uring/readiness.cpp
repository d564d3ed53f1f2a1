// coroutine/io_uring: one frame a session and run; the coroutine is suspended until the socket is ready.
#include "impls/substrate/coroutine/readiness.h"

#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/io_uring/ring.h"
#include "impls/substrate/io_uring/sessions.h"
#include "workloads/readiness_cells.h"

namespace {

using namespace impls::substrate;
using uring::SessionLoop;
using workloads::Interest;

Spawned converse(uring::Watch watch, SessionPart part) {
  for (Interest interest; interest = part.advance(), interest != Interest::nothing;)
    co_await (interest == Interest::readable ? readable(watch) : writable(watch));
  part.end();
}

void start(SessionLoop& loop, SessionPart part) { converse({loop, part}, part); }

using Cell = SessionsOnLoop<SessionLoop, start>;

}  // namespace

FIVEWAYS_READINESS(Cell, .max_workers = 1, .limit_reason = one_loop_for_sessions, .threads = "the caller",
                   .unavailable = uring::unavailable, .remark = uring::session_remark);
