// timers, coroutines, on the reactor: a frame a sleep, which holds its place in the wheel.
#include "impls/substrate/coroutine/epoll.h"
#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

using impls::substrate::Reactor;
using impls::substrate::Spawned;
using workloads::Sleeps;

class Coroutines {
 public:
  Coroutines(Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    asleep_ = sleeps_.count();
    for (std::size_t number = 0; number < sleeps_.count(); ++number) sleep(number);
    while (asleep_ > 0) reactor_.turn();
  }

 private:
  Spawned sleep(std::size_t number) {
    co_await sleep_until(reactor_, sleeps_.fall_asleep(number, Sleeps::Clock::now()));
    sleeps_.wake(number, Sleeps::Clock::now());
    --asleep_;
  }

  Sleeps& sleeps_;
  Reactor reactor_;
  std::size_t asleep_ = 0;
};

}  // namespace

FIVEWAYS_TIMERS(Coroutines, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
                .remark = "a hierarchical wheel over one timerfd");
