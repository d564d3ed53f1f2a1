// coroutine/fiber: one stack a session and run; a fiber is suspended, with all it has called, until the socket is ready.
#include <boost/fiber/fiber.hpp>

#include "impls/substrate/fiber/sanitizers.h"
#include "impls/substrate/fiber/sessions.h"
#include "workloads/readiness_cells.h"

namespace {

using namespace impls::substrate;
using workloads::Interest;

void converse(Reactor& reactor, SessionPart part) {
  fiber::Watch watch(reactor, part);
  fiber::Waiting waiting;
  for (Interest interest; interest = part.advance(), interest != Interest::nothing;) {
    interest == Interest::readable ? watch.wait_readable(waiting) : watch.wait_writable(waiting);
    waiting.suspend();
  }
  part.end();
}

void start(fiber::OwnLoop& loop, SessionPart part) {
  auto body = [&reactor = loop.reactor(), part] { converse(reactor, part); };
  boost::fibers::fiber(boost::fibers::launch::post, body).detach();
}

using Cell = fiber::SessionCell<start>;

}  // namespace

FIVEWAYS_READINESS(Cell, .max_workers = 1, .limit_reason = one_loop_for_sessions, .threads = fiber::own_thread,
                   .unavailable = why_no_stack_switching, .remark = "stackful: Boost.Fiber over the reactor of the epoll cells");
