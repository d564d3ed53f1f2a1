// promise/io_uring: a chain of promises a session and run; every wait gives a promise, every turn returns the next.
#include "impls/substrate/promise/readiness.h"

#include <memory>

#include "impls/substrate/io_uring/ring.h"
#include "impls/substrate/io_uring/sessions.h"
#include "workloads/readiness_cells.h"

namespace {

using namespace impls::substrate;
using uring::SessionLoop;
using workloads::Interest;

struct Conversation {
  SessionPart part;
  uring::Watch watch;
};

Promise<void> go_on(std::shared_ptr<Conversation> conversation) {
  const Interest interest = conversation->part.advance();
  if (interest == Interest::nothing) return fulfilled();
  Promise<void> ready = interest == Interest::readable ? when_readable(conversation->watch) : when_writable(conversation->watch);
  return std::move(ready).then([conversation] { return go_on(conversation); });
}

void start(SessionLoop& loop, SessionPart part) {
  go_on(std::make_shared<Conversation>(Conversation{part, {loop, part}})).then([part]() mutable { part.end(); }).detach();
}

using Cell = SessionsOnLoop<SessionLoop, start>;

}  // namespace

FIVEWAYS_READINESS(Cell, .max_workers = 1, .limit_reason = one_loop_for_sessions, .threads = "the caller",
                   .unavailable = uring::unavailable, .remark = uring::session_remark);
