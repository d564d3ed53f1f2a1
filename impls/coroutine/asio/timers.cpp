// timers, coroutines, on Boost.Asio: an awaitable a sleep, which holds its timer.
#include <boost/asio.hpp>

#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

namespace asio = boost::asio;
using workloads::Sleeps;

class Coroutines {
 public:
  Coroutines(Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    for (std::size_t sleep = 0; sleep < sleeps_.count(); ++sleep) asio::co_spawn(context_, sleep_once(sleep), asio::detached);
    context_.restart();
    context_.run();
  }

 private:
  asio::awaitable<void> sleep_once(std::size_t sleep) {
    asio::steady_timer timer(context_, sleeps_.fall_asleep(sleep, Sleeps::Clock::now()));
    co_await timer.async_wait(asio::use_awaitable);
    sleeps_.wake(sleep, Sleeps::Clock::now());
  }

  Sleeps& sleeps_;
  asio::io_context context_{1};
};

}  // namespace

FIVEWAYS_TIMERS(Coroutines, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
                .remark = "steady_timer: the library's heap over one timerfd");
