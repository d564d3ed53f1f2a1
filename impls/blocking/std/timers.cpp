// timers, blocking: the thread sleeps. It cannot sleep twice at once.
#include <thread>

#include "workloads/timers_cells.h"

namespace {

class OneSleep {
 public:
  OneSleep(workloads::Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    std::this_thread::sleep_until(sleeps_.fall_asleep(0, workloads::Sleeps::Clock::now()));
    sleeps_.wake(0, workloads::Sleeps::Clock::now());
  }

 private:
  workloads::Sleeps& sleeps_;
};

}  // namespace

FIVEWAYS_TIMERS(OneSleep, .max_workers = 1, .max_units = 1, .limit_reason = "a thread that sleeps cannot begin another sleep",
                .threads = "the caller", .remark = "std::this_thread::sleep_until: clock_nanosleep, late by the thread's timer slack");
