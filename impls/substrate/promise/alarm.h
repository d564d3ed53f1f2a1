#pragma once
// Promises on a loop of deadlines that completes what waits: its node lives in the promise's shared state.

#include "impls/substrate/completion.h"
#include "impls/substrate/promise/promise.h"

namespace impls::substrate {

class AlarmState final : public promise::State<void>, private Completion {
 public:
  template <class Alarms>
  static Promise<void> wait(Alarms& alarms, typename Alarms::Time due) {
    auto state = promise::make<AlarmState>();
    alarms.wait_until(due, *promise::Ref(state).release());  // the loop holds it until it calls
    return Promise<void>(std::move(state));
  }

 private:
  void on_complete() override {
    const auto self = promise::Ref<AlarmState>::adopt(this);
    settle<promise::fulfilled>();
  }
};

/// Fulfilled by the loop's thread when that time has come.
template <class Alarms>
Promise<void> when_due(Alarms& alarms, typename Alarms::Time due) {
  return AlarmState::wait(alarms, due);
}

}  // namespace impls::substrate
