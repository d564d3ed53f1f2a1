#pragma once
// liburing's own ring, opened and closed by its owner, and its results as exceptions.

#include <liburing.h>

#include <cerrno>
#include <mutex>
#include <system_error>

namespace impls::substrate::uring {

/// Negative results of liburing are errors of the call, not errno.
inline int check_ring(int result, const char* call) {
  if (result < 0) throw std::system_error(-result, std::generic_category(), call);
  return result;
}

/// Held while a ring is opened or closed. Its descriptor and its memory may be the next ring's at once, and that one was closed before is
/// hidden from a race detector: liburing makes its system calls itself.
inline std::mutex opening_or_closing;

/// For one thread. Completions are made when the loop asks for them, where the kernel can do that (Linux 6.1).
struct BareRing : io_uring {
  explicit BareRing(unsigned entries) {
    const std::scoped_lock lock(opening_or_closing);
    int error = -EINVAL;
    for (const unsigned setup : {IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, 0U})
      if (error == -EINVAL) error = io_uring_queue_init(entries, this, setup);
    check_ring(error, "io_uring_queue_init");
  }
  BareRing(const BareRing&) = delete;
  BareRing& operator=(const BareRing&) = delete;
  ~BareRing() {
    const std::scoped_lock lock(opening_or_closing);
    io_uring_queue_exit(this);
  }

  /// To be prepared; handed over by the next turn, or before where a turn prepares more than the ring has room for.
  io_uring_sqe* next_entry() {
    for (;;) {
      if (io_uring_sqe* const entry = io_uring_get_sqe(this)) return entry;
      check_ring(io_uring_submit(this), "io_uring_submit");
    }
  }

  /// Hands over what was prepared, waits for a completion, and calls on_completion(completed) for each that is there. Returns how many.
  template <class OnCompletion>
  unsigned turn(const OnCompletion& on_completion) {
    const int result = io_uring_submit_and_wait(this, 1);
    if (result != -EINTR) check_ring(result, "io_uring_submit_and_wait");
    unsigned head = 0;
    unsigned count = 0;
    const io_uring_cqe* completed = nullptr;
    io_uring_for_each_cqe(this, head, completed) {
      ++count;
      on_completion(*completed);
    }
    io_uring_cq_advance(this, count);
    return count;
  }
};

}  // namespace impls::substrate::uring
