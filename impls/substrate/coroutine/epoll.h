#pragma once
// Coroutines on the reactor: the awaiter is the reactor's node and lives in the frame, so waiting allocates nothing.

#include <coroutine>

#include "impls/substrate/epoll/reactor.h"

namespace impls::substrate {

class [[nodiscard]] Readiness final : Waiter {
 public:
  using Wait = void (Stream::*)(Waiter&);
  Readiness(Stream& stream, Wait wait) : stream_(stream), wait_(wait) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    frame_ = frame;
    (stream_.*wait_)(*this);
  }
  void await_resume() const noexcept {}

 private:
  void on_ready() override { frame_.resume(); }

  Stream& stream_;
  Wait wait_;
  std::coroutine_handle<> frame_;
};

/// Suspends until the stream is ready; the loop's thread resumes. The stream must outlive the wait.
inline Readiness readable(Stream& stream) { return {stream, &Stream::wait_readable}; }
inline Readiness writable(Stream& stream) { return {stream, &Stream::wait_writable}; }

}  // namespace impls::substrate
