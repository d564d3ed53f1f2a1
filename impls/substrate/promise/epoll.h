#pragma once
// Promises on the reactor: its node lives in the promise's shared state.

#include "impls/substrate/epoll/reactor.h"
#include "impls/substrate/promise/promise.h"
#include "impls/substrate/promise/readiness.h"

namespace impls::substrate {

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
