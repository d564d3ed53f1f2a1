// timers, callbacks, on io_uring: an object a sleep, which the timeout operation calls and which deletes itself.
#include "impls/substrate/io_uring/alarms.h"
#include "impls/substrate/io_uring/ring.h"
#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

using impls::substrate::uring::Alarms;
using workloads::Sleeps;

class Callbacks {
 public:
  Callbacks(Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    for (std::size_t sleep = 0; sleep < sleeps_.count(); ++sleep) new Sleep(*this, sleep);
    alarms_.run();
  }

 private:
  class Sleep final : impls::substrate::Completion {
   public:
    Sleep(Callbacks& all, std::size_t number) : all_(all), number_(number) {
      all_.alarms_.wait_until(all_.sleeps_.fall_asleep(number_, Sleeps::Clock::now()), *this);
    }

   private:
    void on_complete() override {
      all_.sleeps_.wake(number_, Sleeps::Clock::now());
      delete this;
    }

    Callbacks& all_;
    std::size_t number_;
  };

  Sleeps& sleeps_;
  Alarms alarms_;
};

}  // namespace

FIVEWAYS_TIMERS(Callbacks, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
                .unavailable = impls::substrate::uring::unavailable, .remark = Alarms::remark);
