// coroutine/epoll: one frame a session and run; the coroutine is suspended until the socket is ready.
#include "impls/substrate/coroutine/epoll.h"
#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/epoll/sessions.h"
#include "workloads/readiness_cells.h"

namespace {

using namespace impls::substrate;
using epoll::SessionLoop;
using workloads::Interest;

Spawned converse(Reactor& reactor, SessionPart part) {
  epoll::Watch watch(reactor, part);
  for (Interest interest; interest = part.advance(), interest != Interest::nothing;)
    co_await (interest == Interest::readable ? readable<Stream>(watch) : writable<Stream>(watch));
  part.end();
}

void start(SessionLoop& loop, SessionPart part) { converse(loop.reactor, part); }

using Cell = SessionsOnLoop<SessionLoop, start>;

}  // namespace

FIVEWAYS_READINESS(Cell, .max_workers = 1, .limit_reason = one_loop_for_sessions, .threads = "the caller");
