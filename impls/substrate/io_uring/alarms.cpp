// Deadlines of the `io_uring` backend.
#include "impls/substrate/io_uring/alarms.h"

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace impls::substrate::uring {
namespace {

// Negative results of liburing are errors of the call, not errno.
int check_ring(int result, const char* call) {
  if (result < 0) throw std::system_error(-result, std::generic_category(), call);
  return result;
}

}  // namespace

// Completions are made when the loop asks for them, where the kernel can do that (Linux 6.1).
Alarms::Alarms() {
  int error = -EINVAL;
  for (const unsigned flags : {IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, 0U})
    if (error == -EINVAL) error = io_uring_queue_init(entries, &ring_, flags);
  check_ring(error, "io_uring_queue_init");
}

Alarms::~Alarms() { io_uring_queue_exit(&ring_); }

void Alarms::wait_until(Time due, Completion& completion) {
  io_uring_sqe* entry = io_uring_get_sqe(&ring_);
  if (entry == nullptr) {
    check_ring(io_uring_submit(&ring_), "io_uring_submit");
    entry = io_uring_get_sqe(&ring_);
  }
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
    const int result = io_uring_submit_and_wait(&ring_, 1);
    if (result != -EINTR) check_ring(result, "io_uring_submit_and_wait");
    unsigned head = 0;
    unsigned count = 0;
    const io_uring_cqe* completed = nullptr;
    io_uring_for_each_cqe(&ring_, head, completed) {
      ++count;
      if (completed->res != -ETIME) check_ring(completed->res < 0 ? completed->res : -EIO, "timeout");
      reinterpret_cast<Completion*>(completed->user_data)->on_complete();
    }
    waiting_ -= count;
    io_uring_cq_advance(&ring_, count);
  }
}

}  // namespace impls::substrate::uring
