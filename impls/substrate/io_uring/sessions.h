#pragma once
// Sessions of libraries that own their socket, on the `io_uring` backend: a poll operation says, once, that it is ready.

#include <liburing.h>
#include <poll.h>

#include <cstddef>

#include "impls/substrate/io_uring/bare_ring.h"
#include "impls/substrate/session/cell.h"
#include "impls/substrate/waiter.h"

namespace impls::substrate::uring {

/// See SessionsOnLoop. Made, run and destroyed on one thread.
class SessionLoop {
 public:
  void run_while(const std::size_t& going) {
    while (going > 0) {
      ring_.turn([](const io_uring_cqe& completed) {
        check_ring(completed.res, "poll");
        static_cast<Waiter*>(io_uring_cqe_get_data(&completed))->on_ready();
      });
    }
  }

 private:
  friend class Watch;
  BareRing ring_{256};
};

/// The library's own descriptor, of which one readiness is waited for at a time; there is nothing to register, or to take back.
class Watch {
 public:
  Watch(SessionLoop& loop, const SessionPart& part) : ring_(loop.ring_), descriptor_(part.descriptor()) {}

  /// `waiter` is called, once, by the loop when the socket is ready.
  void wait_readable(Waiter& waiter) { wait(POLLIN, waiter); }
  void wait_writable(Waiter& waiter) { wait(POLLOUT, waiter); }

 private:
  void wait(unsigned events, Waiter& waiter) {
    io_uring_sqe* const entry = ring_.next_entry();
    io_uring_prep_poll_add(entry, descriptor_, events);
    io_uring_sqe_set_data(entry, &waiter);
  }

  BareRing& ring_;
  int descriptor_;
};

inline constexpr auto session_remark = "IORING_OP_POLL_ADD, an operation a wait; a turn's are handed over in one call, which also waits";

}  // namespace impls::substrate::uring
