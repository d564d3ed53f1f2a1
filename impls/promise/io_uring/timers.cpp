// timers, promises, on io_uring: a chain a sleep, whose first promise the timeout operation fulfils.
#include "impls/substrate/io_uring/alarms.h"
#include "impls/substrate/io_uring/ring.h"
#include "impls/substrate/promise/alarm.h"
#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

using impls::substrate::uring::Alarms;
using workloads::Sleeps;

class Promises {
 public:
  Promises(Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    for (std::size_t sleep = 0; sleep < sleeps_.count(); ++sleep) begin(sleep);
    alarms_.run();
  }

 private:
  void begin(std::size_t sleep) {
    impls::substrate::when_due(alarms_, sleeps_.fall_asleep(sleep, Sleeps::Clock::now()))
        .then([this, sleep] { sleeps_.wake(sleep, Sleeps::Clock::now()); })
        .detach();
  }

  Sleeps& sleeps_;
  Alarms alarms_;
};

}  // namespace

FIVEWAYS_TIMERS(Promises, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
                .unavailable = impls::substrate::uring::unavailable, .remark = Alarms::remark);
