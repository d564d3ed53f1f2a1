// signals, coroutines, on Boost.Asio: one awaitable, suspended until a signal comes.
#include <boost/asio.hpp>

#include "impls/substrate/signals/storm.h"
#include "impls/substrate/signals/traits.h"
#include "workloads/signals_cells.h"

namespace {

namespace asio = boost::asio;

class Coroutine {
 public:
  Coroutine(workloads::Signals& signals, int) : storm_(signals) {}

  void run() {
    const impls::signals::Unblocked handled(storm_.set());
    storm_.begin();
    asio::co_spawn(context_, receive(), asio::detached);
    context_.restart();
    context_.run();
  }

 private:
  asio::awaitable<void> receive() {
    for (;;) {
      const int number = co_await set_.async_wait(asio::use_awaitable);
      if (storm_.deliver(number)) co_return;
    }
  }

  impls::signals::Storm storm_;
  asio::io_context context_{1};
  asio::signal_set set_{context_, storm_.numbers()[0], storm_.numbers()[1]};
};

}  // namespace

FIVEWAYS_SIGNALS(Coroutine, .max_workers = 1, .refuses = impls::signals::refuses, .limit_reason = impls::signals::one_thread,
                 .threads = impls::signals::threads, .unavailable = impls::signals::why_no_handlers,
                 .remark = "signal_set: sigaction and a pipe that the library shares between its contexts");
