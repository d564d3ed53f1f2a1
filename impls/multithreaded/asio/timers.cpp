// timers, multithreaded, on Boost.Asio: a thread a sleep, which waits for a timer.
#include <boost/asio.hpp>

#include "impls/substrate/std/thread_each.h"
#include "workloads/timers_cells.h"

namespace {

using workloads::Sleeps;

class ThreadATimer {
 public:
  ThreadATimer(Sleeps& sleeps, int) : sleeps_(sleeps) {}

  void run() {
    impls::std_backend::thread_each(sleeps_.count(), [this](std::size_t sleep) {
      boost::asio::steady_timer(context_, sleeps_.fall_asleep(sleep, Sleeps::Clock::now())).wait();
      sleeps_.wake(sleep, Sleeps::Clock::now());
    });
  }

 private:
  Sleeps& sleeps_;
  boost::asio::io_context context_;
};

}  // namespace

FIVEWAYS_TIMERS(ThreadATimer, .max_units = impls::std_backend::most_threads, .limit_reason = impls::std_backend::why_most_threads,
                .threads = "one a sleep, however many workers; started by the run",
                .remark = "steady_timer::wait: select with a time-out, late by the thread's timer slack");
