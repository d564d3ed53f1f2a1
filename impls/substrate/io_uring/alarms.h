#pragma once
// Deadlines of the `io_uring` backend: a timeout operation each, which the kernel keeps; they go to it many at a time.

#include <liburing.h>

#include <array>
#include <chrono>
#include <cstddef>

#include "impls/substrate/completion.h"
#include "impls/substrate/io_uring/bare_ring.h"

namespace impls::substrate::uring {

/// One thread's ring, of nothing but deadlines. Made, run and destroyed on one thread.
class Alarms {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr auto remark = "IORING_OP_TIMEOUT, an operation in the kernel a sleep: its memory there is not in the process's";

  /// `completion` is called, once, by `run` at `due` or later.
  void wait_until(Time due, Completion& completion);

  /// Returns when no deadline is left.
  void run();

 private:
  static constexpr unsigned entries = 256;

  BareRing ring_{entries};
  std::array<__kernel_timespec, entries> dues_;  // of the operations that the kernel has not read yet
  std::size_t waiting_ = 0;
};

}  // namespace impls::substrate::uring
