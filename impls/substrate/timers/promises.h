#pragma once
// The promise cells of `timers` on a loop of deadlines: a chain a sleep, whose first promise the loop fulfils.

#include <cstddef>

#include "impls/substrate/promise/alarm.h"
#include "workloads/shapes/timers.h"

namespace impls::timers {

/// `Alarms`: see Callbacks.
template <class Alarms>
class Promises {
 public:
  Promises(workloads::Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    for (std::size_t sleep = 0; sleep < sleeps_.count(); ++sleep) begin(sleep);
    alarms_.run();
  }

 private:
  void begin(std::size_t sleep) {
    substrate::when_due(alarms_, sleeps_.fall_asleep(sleep, workloads::Sleeps::Clock::now()))
        .then([this, sleep] { sleeps_.wake(sleep, workloads::Sleeps::Clock::now()); })
        .detach();
  }

  workloads::Sleeps& sleeps_;
  Alarms alarms_;
};

}  // namespace impls::timers
