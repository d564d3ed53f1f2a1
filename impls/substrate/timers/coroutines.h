#pragma once
// The coroutine cells of `timers` on a loop of deadlines: a frame a sleep, which the loop resumes.

#include <cstddef>

#include "impls/substrate/coroutine/alarm.h"
#include "impls/substrate/coroutine/task.h"
#include "workloads/shapes/timers.h"

namespace impls::timers {

/// `Alarms`: see Callbacks.
template <class Alarms>
class Coroutines {
 public:
  Coroutines(workloads::Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    for (std::size_t number = 0; number < sleeps_.count(); ++number) sleep(number);
    alarms_.run();
  }

 private:
  substrate::Spawned sleep(std::size_t number) {
    co_await substrate::sleep_until(alarms_, sleeps_.fall_asleep(number, workloads::Sleeps::Clock::now()));
    sleeps_.wake(number, workloads::Sleeps::Clock::now());
  }

  workloads::Sleeps& sleeps_;
  Alarms alarms_;
};

}  // namespace impls::timers
