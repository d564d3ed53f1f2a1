#pragma once
// The callback cells of `timers` on a loop of deadlines: an object a sleep, which the loop calls and which deletes itself.

#include <cstddef>

#include "impls/substrate/completion.h"
#include "workloads/shapes/timers.h"

namespace impls::timers {

/// `Alarms` has wait_until(due, completion) and run(), which returns when no deadline is left.
template <class Alarms>
class Callbacks {
 public:
  Callbacks(workloads::Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    for (std::size_t sleep = 0; sleep < sleeps_.count(); ++sleep) new Sleep(*this, sleep);
    alarms_.run();
  }

 private:
  class Sleep final : substrate::Completion {
   public:
    Sleep(Callbacks& all, std::size_t number) : all_(all), number_(number) {
      all_.alarms_.wait_until(all_.sleeps_.fall_asleep(number_, workloads::Sleeps::Clock::now()), *this);
    }

   private:
    void on_complete() override {
      all_.sleeps_.wake(number_, workloads::Sleeps::Clock::now());
      delete this;
    }

    Callbacks& all_;
    std::size_t number_;
  };

  workloads::Sleeps& sleeps_;
  Alarms alarms_;
};

}  // namespace impls::timers
