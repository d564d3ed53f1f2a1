#pragma once
// Promises on the ring: its node lives in the promise's shared state.

#include "impls/substrate/io_uring/ring.h"
#include "impls/substrate/promise/promise.h"

namespace impls::substrate::uring {

/// A promise of what `outcome` finds at the stream once its operation has completed.
template <auto outcome>
class CompletedState final : public promise::State<decltype((std::declval<Stream&>().*outcome)())>, private Completion {
 public:
  explicit CompletedState(Stream& stream) : stream_(stream) {}

  template <void (Stream::*wait_on)(Completion&)>
  static auto wait(Stream& stream) {
    auto state = promise::make<CompletedState>(stream);
    (stream.*wait_on)(*promise::Ref(state).release());  // the ring holds it until the operation has completed
    return Promise<typename CompletedState::Value>(std::move(state));
  }

 private:
  void on_complete() override {
    const auto self = promise::Ref<CompletedState>::adopt(this);
    this->template settle<promise::fulfilled>((stream_.*outcome)());
  }

  Stream& stream_;
};

/// Fulfilled by the loop's thread once all is sent and something has arrived, with that. The stream must outlive the wait.
inline Promise<Received> when_received(Stream& stream) { return CompletedState<&Stream::receive>::wait<&Stream::wait_received>(stream); }
/// Fulfilled by the loop's thread: all is sent (true), or the connection has failed.
inline Promise<bool> when_all_sent(Stream& stream) { return CompletedState<&Stream::sent>::wait<&Stream::wait_sent>(stream); }

}  // namespace impls::substrate::uring
