#pragma once
// Coroutines on a loop of readiness: the awaiter is the loop's node and lives in the frame, so waiting allocates nothing.

#include <coroutine>

#include "impls/substrate/waiter.h"

namespace impls::substrate {

template <class Stream>
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
template <class Stream>
Readiness<Stream> readable(Stream& stream) {
  return {stream, &Stream::wait_readable};
}
template <class Stream>
Readiness<Stream> writable(Stream& stream) {
  return {stream, &Stream::wait_writable};
}

}  // namespace impls::substrate
