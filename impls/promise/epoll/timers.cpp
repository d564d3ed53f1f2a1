// timers, promises, on the reactor: a chain a sleep, whose first promise holds its place in the wheel.
#include "impls/substrate/promise/epoll.h"
#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

using impls::substrate::Reactor;
using workloads::Sleeps;

class Promises {
 public:
  Promises(Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    asleep_ = sleeps_.count();
    for (std::size_t sleep = 0; sleep < sleeps_.count(); ++sleep) begin(sleep);
    while (asleep_ > 0) reactor_.turn();
  }

 private:
  void begin(std::size_t sleep) {
    when_due(reactor_, sleeps_.fall_asleep(sleep, Sleeps::Clock::now()))
        .then([this, sleep] {
          sleeps_.wake(sleep, Sleeps::Clock::now());
          --asleep_;
        })
        .detach();
  }

  Sleeps& sleeps_;
  Reactor reactor_;
  std::size_t asleep_ = 0;
};

}  // namespace

FIVEWAYS_TIMERS(Promises, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
                .remark = "a hierarchical wheel over one timerfd; three states a sleep, the last to catch what a chain rejects");
