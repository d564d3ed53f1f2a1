// coroutine/asio_stackful: one stack a session and run; asio::spawn suspends it, with all it has called, until the socket is ready.
#include <boost/asio.hpp>
#include <boost/asio/spawn.hpp>

#include "impls/substrate/asio/sessions.h"
#include "impls/substrate/fiber/sanitizers.h"
#include "workloads/readiness_cells.h"

namespace {

namespace asio = boost::asio;
using namespace impls::substrate;
using asio_backend::SessionLoop;
using asio_backend::Watch;
using workloads::Interest;

void converse(Watch watch, SessionPart part, asio::yield_context yield) {
  boost::system::error_code error;
  for (Interest interest; interest = part.advance(), interest != Interest::nothing;)
    watch.async_wait(asio_backend::wait_for(interest), yield[error]);
  part.end();
}

void start(SessionLoop& loop, SessionPart part) {
  auto body = [watch = loop.watch(part), part](asio::yield_context yield) mutable { converse(std::move(watch), part, yield); };
  asio::spawn(loop.context, std::move(body), asio::detached);
}

using Cell = SessionsOnLoop<SessionLoop, start>;

}  // namespace

FIVEWAYS_READINESS(Cell, .max_workers = 1, .limit_reason = one_loop_for_sessions, .threads = "the caller",
                   .unavailable = why_no_stack_switching, .remark = "stackful: asio::spawn on Boost.Context");
