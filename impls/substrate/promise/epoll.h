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

class DueState final : public promise::State<void>, private Waiter {
 public:
  static Promise<void> wait(Timers& timers, Timers::Time due) {
    auto state = promise::make<DueState>();
    DueState& waiting = *promise::Ref(state).release();  // the loop holds it until then
    timers.wait(waiting.timer_, due, waiting);
    return Promise<void>(std::move(state));
  }

 private:
  void on_ready() override {
    const auto self = promise::Ref<DueState>::adopt(this);
    settle<promise::fulfilled>();
  }

  Timer timer_;
};

/// Fulfilled, once, by the loop's thread when that time has come. Not to be cancelled: who must gives a Timer and a Resolver a place
/// of their own.
inline Promise<void> when_due(Reactor& reactor, Timers::Time due) { return DueState::wait(reactor.timers(), due); }

}  // namespace impls::substrate
