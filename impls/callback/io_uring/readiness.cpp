// callback/io_uring: one object a session and run, which owns itself; a member function is called whenever the socket is ready.
#include "impls/substrate/io_uring/ring.h"
#include "impls/substrate/io_uring/sessions.h"
#include "workloads/readiness_cells.h"

namespace {

using namespace impls::substrate;
using uring::SessionLoop;
using workloads::Interest;

class Conversation final : Waiter {
 public:
  Conversation(SessionLoop& loop, SessionPart part) : part_(part), watch_(loop, part) {}

  void go_on() {
    switch (part_.advance()) {
      case Interest::readable:
        return watch_.wait_readable(*this);
      case Interest::writable:
        return watch_.wait_writable(*this);
      case Interest::nothing:
        part_.end();
        delete this;
    }
  }

 private:
  void on_ready() override { go_on(); }

  SessionPart part_;
  uring::Watch watch_;
};

void start(SessionLoop& loop, SessionPart part) { (new Conversation(loop, part))->go_on(); }

using Cell = SessionsOnLoop<SessionLoop, start>;

}  // namespace

FIVEWAYS_READINESS(Cell, .max_workers = 1, .limit_reason = one_loop_for_sessions, .threads = "the caller",
                   .unavailable = uring::unavailable, .remark = uring::session_remark);
