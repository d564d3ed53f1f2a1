// promise/asio: a chain of promises a session and run; every wait of Asio gives a promise, every turn returns the next.
#include <boost/asio.hpp>
#include <memory>

#include "impls/substrate/asio/sessions.h"
#include "impls/substrate/promise/asio.h"
#include "workloads/readiness_cells.h"

namespace {

using namespace impls::substrate;
using asio_backend::SessionLoop;
using workloads::Interest;

struct Conversation {
  SessionPart part;
  asio_backend::Watch watch;
};

Promise<void> go_on(std::shared_ptr<Conversation> conversation) {
  const Interest interest = conversation->part.advance();
  if (interest == Interest::nothing) return fulfilled();
  return conversation->watch.async_wait(asio_backend::wait_for(interest), use_promise).then([conversation] { return go_on(conversation); });
}

void start(SessionLoop& loop, SessionPart part) {
  go_on(std::make_shared<Conversation>(Conversation{part, loop.watch(part)})).then([part]() mutable { part.end(); }).detach();
}

using Cell = SessionsOnLoop<SessionLoop, start>;

}  // namespace

FIVEWAYS_READINESS(Cell, .max_workers = 1, .limit_reason = one_loop_for_sessions, .threads = "the caller",
                   .remark = "the promise recycles the memory of its states within the thread");
