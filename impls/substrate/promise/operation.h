#pragma once
// Promises on a loop of completions: its node lives in the promise's shared state.

#include "impls/substrate/completion.h"
#include "impls/substrate/promise/promise.h"

namespace impls::substrate {

/// Fulfilled with what `outcome` finds at the stream once what `wait` waits for is there.
template <class Stream, void (Stream::*wait)(Completion&), auto outcome>
class OperationState final : public promise::State<decltype((std::declval<Stream&>().*outcome)())>, private Completion {
 public:
  explicit OperationState(Stream& stream) : stream_(stream) {}

  static auto start(Stream& stream) {
    auto state = promise::make<OperationState>(stream);
    (stream.*wait)(*promise::Ref(state).release());  // the loop holds it until it calls
    return Promise<typename OperationState::Value>(std::move(state));
  }

 private:
  void on_complete() override {
    const auto self = promise::Ref<OperationState>::adopt(this);
    this->template settle<promise::fulfilled>((stream_.*outcome)());
  }

  Stream& stream_;
};

/// Fulfilled by the loop's thread with what has arrived. The stream must outlive the wait, here and below.
template <class Stream>
auto when_received(Stream& stream) {
  return OperationState<Stream, &Stream::wait_received, &Stream::receive>::start(stream);
}
/// Fulfilled by the loop's thread: all was sent (true), or the connection has failed.
template <class Stream>
auto when_all_sent(Stream& stream) {
  return OperationState<Stream, &Stream::wait_sent, &Stream::sent>::start(stream);
}

}  // namespace impls::substrate
