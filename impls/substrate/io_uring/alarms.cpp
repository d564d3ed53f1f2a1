// Deadlines of the `io_uring` backend.
#include "impls/substrate/io_uring/alarms.h"

#include <cerrno>
#include <cstdint>

namespace impls::substrate::uring {

void Alarms::wait_until(Time due, Completion& completion) {
  io_uring_sqe* const entry = ring_.next_entry();
  __kernel_timespec& when = dues_[static_cast<std::size_t>(entry - ring_.sq.sqes)];
  const auto since_epoch = due.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
  when = {.tv_sec = seconds.count(), .tv_nsec = (since_epoch - seconds).count()};
  io_uring_prep_timeout(entry, &when, 0, IORING_TIMEOUT_ABS);
  entry->user_data = reinterpret_cast<std::uintptr_t>(&completion);
  ++waiting_;
}

void Alarms::run() {
  while (waiting_ > 0) {
    waiting_ -= ring_.turn([](const io_uring_cqe& completed) {
      if (completed.res != -ETIME) check_ring(completed.res < 0 ? completed.res : -EIO, "timeout");
      reinterpret_cast<Completion*>(completed.user_data)->on_complete();
    });
  }
}

}  // namespace impls::substrate::uring
