// timers, multithreaded: a thread a sleep.
#include "impls/substrate/std/thread_each.h"
#include "workloads/timers_cells.h"

namespace {

class ThreadASleep {
 public:
  ThreadASleep(workloads::Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    impls::std_backend::thread_each(sleeps_.count(), [this](std::size_t sleep) {
      std::this_thread::sleep_until(sleeps_.fall_asleep(sleep, workloads::Sleeps::Clock::now()));
      sleeps_.wake(sleep, workloads::Sleeps::Clock::now());
    });
  }

 private:
  workloads::Sleeps& sleeps_;
};

}  // namespace

FIVEWAYS_TIMERS(ThreadASleep, .max_units = impls::std_backend::most_threads, .limit_reason = impls::std_backend::why_most_threads,
                .threads = "one a sleep, however many workers; started by the run",
                .remark = "std::this_thread::sleep_until: clock_nanosleep, late by the thread's timer slack");
