// timers, stackful coroutines, asio::spawn: a stack a sleep, with the timer on it.
#include <boost/asio.hpp>
#include <boost/asio/spawn.hpp>

#include "impls/substrate/fiber/sanitizers.h"
#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

namespace asio = boost::asio;
using workloads::Sleeps;

class Stacks {
 public:
  Stacks(Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    for (std::size_t sleep = 0; sleep < sleeps_.count(); ++sleep)
      asio::spawn(
          context_, [this, sleep](asio::yield_context yield) { sleep_once(sleep, yield); }, asio::detached);
    context_.restart();
    context_.run();
  }

 private:
  void sleep_once(std::size_t sleep, asio::yield_context yield) {
    asio::steady_timer timer(context_, sleeps_.fall_asleep(sleep, Sleeps::Clock::now()));
    timer.async_wait(yield);
    sleeps_.wake(sleep, Sleeps::Clock::now());
  }

  Sleeps& sleeps_;
  asio::io_context context_{1};
};

}  // namespace

FIVEWAYS_TIMERS(Stacks, .max_workers = 1, .max_units = impls::timers::most_stacks, .limit_reason = impls::timers::why_most_stacks,
                .threads = impls::timers::threads, .unavailable = impls::substrate::why_no_stack_switching,
                .remark = "steady_timer: the library's heap over one timerfd; 128 KiB of stack reserved a sleep");
