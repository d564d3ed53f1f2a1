// callback/asio: one object a session and run, shared by its handlers; a handler is called when the socket is ready.
#include <boost/asio.hpp>
#include <memory>

#include "impls/substrate/asio/sessions.h"
#include "workloads/readiness_cells.h"

namespace {

using namespace impls::substrate;
using asio_backend::SessionLoop;
using asio_backend::Watch;
using workloads::Interest;

class Conversation : public std::enable_shared_from_this<Conversation> {
 public:
  Conversation(SessionLoop& loop, SessionPart part) : part_(part), watch_(loop.watch(part)) {}

  void go_on() {
    const Interest interest = part_.advance();
    if (interest == Interest::nothing) return part_.end();
    watch_.async_wait(asio_backend::wait_for(interest), [self = shared_from_this()](boost::system::error_code) { self->go_on(); });
  }

 private:
  SessionPart part_;
  Watch watch_;
};

void start(SessionLoop& loop, SessionPart part) { std::make_shared<Conversation>(loop, part)->go_on(); }

using Cell = SessionsOnLoop<SessionLoop, start>;

}  // namespace

FIVEWAYS_READINESS(Cell, .max_workers = 1, .limit_reason = one_loop_for_sessions, .threads = "the caller");
