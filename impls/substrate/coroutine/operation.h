#pragma once
// Coroutines on a loop of completions: the awaiter is the loop's node and lives in the frame, so waiting allocates nothing.

#include <coroutine>

#include "impls/substrate/completion.h"

namespace impls::substrate {

/// Suspends until what `wait` waits for is there; the loop's thread resumes, and `outcome` is what the await gives. The stream must
/// outlive the wait.
template <class Stream, void (Stream::*wait)(Completion&), auto outcome>
class [[nodiscard]] Operation final : Completion {
 public:
  explicit Operation(Stream& stream) : stream_(stream) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    frame_ = frame;
    (stream_.*wait)(*this);
  }
  auto await_resume() { return (stream_.*outcome)(); }

 private:
  void on_complete() override { frame_.resume(); }

  Stream& stream_;
  std::coroutine_handle<> frame_;
};

/// Gives what has arrived.
template <class Stream>
auto received(Stream& stream) {
  return Operation<Stream, &Stream::wait_received, &Stream::receive>(stream);
}
/// Gives whether all was sent; else the connection has failed.
template <class Stream>
auto all_sent(Stream& stream) {
  return Operation<Stream, &Stream::wait_sent, &Stream::sent>(stream);
}

}  // namespace impls::substrate
