// signals, callbacks, on Boost.Asio: the handler of a signal waits for the next one.
#include <boost/asio.hpp>

#include "impls/substrate/signals/storm.h"
#include "impls/substrate/signals/traits.h"
#include "workloads/signals_cells.h"

namespace {

namespace asio = boost::asio;

class Callback {
 public:
  Callback(workloads::Signals& signals, int) : storm_(signals) {}

  void run() {
    const impls::signals::Unblocked handled(storm_.set());
    storm_.begin();
    receive();
    context_.restart();
    context_.run();
  }

 private:
  void receive() {
    set_.async_wait([this](boost::system::error_code, int number) {
      if (!storm_.deliver(number)) receive();
    });
  }

  impls::signals::Storm storm_;
  asio::io_context context_{1};
  asio::signal_set set_{context_, storm_.numbers()[0], storm_.numbers()[1]};
};

}  // namespace

FIVEWAYS_SIGNALS(Callback, .max_workers = 1, .refuses = impls::signals::refuses, .limit_reason = impls::signals::one_thread,
                 .threads = impls::signals::threads, .unavailable = impls::signals::why_no_handlers,
                 .remark = "signal_set: sigaction and a pipe that the library shares between its contexts");
