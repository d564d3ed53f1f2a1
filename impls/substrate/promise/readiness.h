#pragma once
// Promises on a loop of readiness: its node lives in the promise's shared state.

#include "impls/substrate/promise/promise.h"
#include "impls/substrate/waiter.h"

namespace impls::substrate {

class ReadyState final : public promise::State<void>, private Waiter {
 public:
  template <auto wait_on, class Source>
  static Promise<void> wait(Source& source) {
    auto state = promise::make<ReadyState>();
    (source.*wait_on)(*promise::Ref(state).release());  // the loop holds it until the source is ready
    return Promise<void>(std::move(state));
  }

 private:
  void on_ready() override {
    const auto self = promise::Ref<ReadyState>::adopt(this);
    settle<promise::fulfilled>();
  }
};

/// Fulfilled, once, by the loop's thread when the stream is ready. The stream must outlive the wait.
template <class Stream>
Promise<void> when_readable(Stream& stream) {
  return ReadyState::wait<&Stream::wait_readable>(stream);
}
template <class Stream>
Promise<void> when_writable(Stream& stream) {
  return ReadyState::wait<&Stream::wait_writable>(stream);
}

}  // namespace impls::substrate
