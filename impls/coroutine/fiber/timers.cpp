// timers, stackful coroutines, Boost.Fiber on the reactor: a fiber a sleep, with its place in the wheel on its stack.
#include <boost/fiber/fiber.hpp>
#include <boost/fiber/operations.hpp>

#include "impls/substrate/fiber/fibers.h"
#include "impls/substrate/fiber/sanitizers.h"
#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

using impls::substrate::Reactor;
using workloads::Sleeps;

class Fibers {
 public:
  Fibers(Sleeps& sleeps, int) : sleeps_(sleeps) {}

  // The caller's own fiber turns the reactor whenever the others, of which nobody waits for anything else, have had their turn.
  void run() {
    asleep_ = sleeps_.count();
    for (std::size_t number = 0; number < sleeps_.count(); ++number)
      boost::fibers::fiber(boost::fibers::launch::dispatch, [this, number] { sleep(number); }).detach();
    while (asleep_ > 0) {
      reactor_.turn();
      boost::this_fiber::yield();
    }
  }

 private:
  void sleep(std::size_t number) {
    impls::substrate::Timer timer;
    impls::substrate::fiber::Waiting waiting;
    reactor_.timers().wait(timer, sleeps_.fall_asleep(number, Sleeps::Clock::now()), waiting);
    waiting.suspend();
    sleeps_.wake(number, Sleeps::Clock::now());
    --asleep_;
  }

  Sleeps& sleeps_;
  Reactor reactor_;
  std::size_t asleep_ = 0;
};

}  // namespace

FIVEWAYS_TIMERS(Fibers, .max_workers = 1, .max_units = impls::timers::most_stacks, .limit_reason = impls::timers::why_most_stacks,
                .threads = impls::timers::threads, .unavailable = impls::substrate::why_no_stack_switching,
                .remark = "the wheel of the epoll cells over one timerfd; 128 KiB of stack reserved a sleep");
