// coroutine/asio: one frame a session and run; Asio's awaitable is suspended until the socket is ready.
#include <boost/asio.hpp>

#include "impls/substrate/asio/sessions.h"
#include "workloads/readiness_cells.h"

namespace {

namespace asio = boost::asio;
using namespace impls::substrate;
using asio_backend::SessionLoop;
using workloads::Interest;

asio::awaitable<void> converse(asio_backend::Watch watch, SessionPart part) {
  for (Interest interest; interest = part.advance(), interest != Interest::nothing;)
    co_await watch.async_wait(asio_backend::wait_for(interest), asio::as_tuple(asio::use_awaitable));
  part.end();
}

void start(SessionLoop& loop, SessionPart part) { asio::co_spawn(loop.context, converse(loop.watch(part), part), asio::detached); }

using Cell = SessionsOnLoop<SessionLoop, start>;

}  // namespace

FIVEWAYS_READINESS(Cell, .max_workers = 1, .limit_reason = one_loop_for_sessions, .threads = "the caller");
