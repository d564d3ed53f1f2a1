#pragma once
// Coroutines on the ring: the awaiter is the ring's node and lives in the frame, so waiting allocates nothing.

#include <coroutine>

#include "impls/substrate/io_uring/ring.h"

namespace impls::substrate::uring {

class Operation : Completion {
 public:
  using Wait = void (Stream::*)(Completion&);
  Operation(Stream& stream, Wait wait) : stream_(stream), wait_(wait) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    frame_ = frame;
    (stream_.*wait_)(*this);
  }

 protected:
  Stream& stream_;

 private:
  void on_complete() final { frame_.resume(); }

  Wait wait_;
  std::coroutine_handle<> frame_;
};

/// Suspends until all is sent and something has arrived, and gives it; the loop's thread resumes. The stream must outlive the wait.
struct [[nodiscard]] received final : Operation {
  explicit received(Stream& stream) : Operation(stream, &Stream::wait_received) {}
  Received await_resume() { return stream_.receive(); }
};

/// Suspends until all is sent or the connection has failed.
struct [[nodiscard]] all_sent final : Operation {
  explicit all_sent(Stream& stream) : Operation(stream, &Stream::wait_sent) {}
  bool await_resume() const { return stream_.sent(); }
};

}  // namespace impls::substrate::uring
