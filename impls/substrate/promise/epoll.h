#pragma once
// Promises on the reactor: its node lives in the promise's shared state.

#include "impls/substrate/epoll/reactor.h"
#include "impls/substrate/promise/promise.h"

namespace impls::substrate {

class ReadyState final : public promise::State<void>, private Waiter {
 public:
  template <void (Stream::*wait_on)(Waiter&)>
  static Promise<void> wait(Stream& stream) {
    auto state = promise::make<ReadyState>();
    (stream.*wait_on)(*promise::Ref(state).release());  // the loop holds it until the stream is ready
    return Promise<void>(std::move(state));
  }

 private:
  void on_ready() override {
    const auto self = promise::Ref<ReadyState>::adopt(this);
    settle<promise::fulfilled>();
  }
};

/// Fulfilled, once, by the loop's thread when the stream is ready. The stream must outlive the wait.
inline Promise<void> when_readable(Stream& stream) { return ReadyState::wait<&Stream::wait_readable>(stream); }
inline Promise<void> when_writable(Stream& stream) { return ReadyState::wait<&Stream::wait_writable>(stream); }

}  // namespace impls::substrate
