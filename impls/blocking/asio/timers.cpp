// timers, blocking, on Boost.Asio: the thread waits for a timer. It cannot wait for two at once.
#include <boost/asio.hpp>

#include "workloads/timers_cells.h"

namespace {

using workloads::Sleeps;

class OneTimer {
 public:
  OneTimer(Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    boost::asio::steady_timer(context_, sleeps_.fall_asleep(0, Sleeps::Clock::now())).wait();
    sleeps_.wake(0, Sleeps::Clock::now());
  }

 private:
  Sleeps& sleeps_;
  boost::asio::io_context context_{1};
};

}  // namespace

FIVEWAYS_TIMERS(OneTimer, .max_workers = 1, .max_units = 1, .limit_reason = "a thread that waits cannot begin another wait",
                .threads = "the caller", .remark = "steady_timer::wait: select with a time-out, late by the thread's timer slack");
