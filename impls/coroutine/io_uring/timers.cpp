// timers, coroutines, on io_uring: a frame a sleep, which the timeout operation resumes.
#include "impls/substrate/coroutine/alarm.h"
#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/io_uring/alarms.h"
#include "impls/substrate/io_uring/ring.h"
#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

using impls::substrate::uring::Alarms;
using workloads::Sleeps;

class Coroutines {
 public:
  Coroutines(Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    for (std::size_t number = 0; number < sleeps_.count(); ++number) sleep(number);
    alarms_.run();
  }

 private:
  impls::substrate::Spawned sleep(std::size_t number) {
    co_await impls::substrate::sleep_until(alarms_, sleeps_.fall_asleep(number, Sleeps::Clock::now()));
    sleeps_.wake(number, Sleeps::Clock::now());
  }

  Sleeps& sleeps_;
  Alarms alarms_;
};

}  // namespace

FIVEWAYS_TIMERS(Coroutines, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
                .unavailable = impls::substrate::uring::unavailable, .remark = Alarms::remark);
