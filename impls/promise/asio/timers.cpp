// timers, promises, on Boost.Asio: a chain a sleep, whose second link owns the timer.
#include <boost/asio.hpp>
#include <memory>

#include "impls/substrate/promise/asio.h"
#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

namespace asio = boost::asio;
using workloads::Sleeps;

class Promises {
 public:
  Promises(Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    for (std::size_t sleep = 0; sleep < sleeps_.count(); ++sleep) begin(sleep);
    context_.restart();
    context_.run();
  }

 private:
  void begin(std::size_t sleep) {
    auto timer = std::make_unique<asio::steady_timer>(context_, sleeps_.fall_asleep(sleep, Sleeps::Clock::now()));
    auto woken = timer->async_wait(impls::substrate::use_promise);
    std::move(woken).then([this, sleep, owned = std::move(timer)] { sleeps_.wake(sleep, Sleeps::Clock::now()); }).detach();
  }

  Sleeps& sleeps_;
  asio::io_context context_{1};
};

}  // namespace

FIVEWAYS_TIMERS(
    Promises, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
    .remark = "steady_timer: the library's heap over one timerfd; three states a sleep, the last to catch what a chain rejects");
