// timers, callbacks, on the reactor: an object a sleep, which holds its place in the wheel and deletes itself.
#include "impls/substrate/epoll/reactor.h"
#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

using impls::substrate::Reactor;
using workloads::Sleeps;

class Callbacks {
 public:
  Callbacks(Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    asleep_ = sleeps_.count();
    for (std::size_t sleep = 0; sleep < sleeps_.count(); ++sleep) new Sleep(*this, sleep);
    while (asleep_ > 0) reactor_.turn();
  }

 private:
  class Sleep final : impls::substrate::Waiter {
   public:
    Sleep(Callbacks& all, std::size_t number) : all_(all), number_(number) {
      all_.reactor_.timers().wait(timer_, all_.sleeps_.fall_asleep(number_, Sleeps::Clock::now()), *this);
    }

   private:
    void on_ready() override {
      all_.sleeps_.wake(number_, Sleeps::Clock::now());
      --all_.asleep_;
      delete this;
    }

    Callbacks& all_;
    std::size_t number_;
    impls::substrate::Timer timer_;
  };

  Sleeps& sleeps_;
  Reactor reactor_;
  std::size_t asleep_ = 0;
};

}  // namespace

FIVEWAYS_TIMERS(Callbacks, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
                .remark = "a hierarchical wheel over one timerfd");
