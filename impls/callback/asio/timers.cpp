// timers, callbacks, on Boost.Asio: a handler a sleep, which owns its timer.
#include <boost/asio.hpp>
#include <memory>

#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

namespace asio = boost::asio;
using workloads::Sleeps;

class Callbacks {
 public:
  Callbacks(Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    for (std::size_t sleep = 0; sleep < sleeps_.count(); ++sleep) begin(sleep);
    context_.restart();
    context_.run();
  }

 private:
  void begin(std::size_t sleep) {
    auto timer = std::make_unique<asio::steady_timer>(context_, sleeps_.fall_asleep(sleep, Sleeps::Clock::now()));
    asio::steady_timer& started = *timer;
    started.async_wait([this, sleep, owned = std::move(timer)](boost::system::error_code) { sleeps_.wake(sleep, Sleeps::Clock::now()); });
  }

  Sleeps& sleeps_;
  asio::io_context context_{1};
};

}  // namespace

FIVEWAYS_TIMERS(Callbacks, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
                .remark = "steady_timer: the library's heap over one timerfd");
