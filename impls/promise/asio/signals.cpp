// signals, promises, on Boost.Asio: each signal goes on with the promise of the next one.
#include <boost/asio.hpp>

#include "impls/substrate/promise/asio.h"
#include "impls/substrate/signals/storm.h"
#include "impls/substrate/signals/traits.h"
#include "workloads/signals_cells.h"

namespace {

namespace asio = boost::asio;
using impls::substrate::fulfilled;
using impls::substrate::Promise;

class Promises {
 public:
  Promises(workloads::Signals& signals, int) : storm_(signals) {}

  void run() {
    const impls::signals::Unblocked handled(storm_.set());
    storm_.begin();
    receive().detach();
    context_.restart();
    context_.run();
  }

 private:
  Promise<void> receive() {
    return set_.async_wait(impls::substrate::use_promise).then([this](int number) {
      return storm_.deliver(number) ? fulfilled() : receive();
    });
  }

  impls::signals::Storm storm_;
  asio::io_context context_{1};
  asio::signal_set set_{context_, storm_.numbers()[0], storm_.numbers()[1]};
};

}  // namespace

FIVEWAYS_SIGNALS(Promises, .max_workers = 1, .refuses = impls::signals::refuses, .limit_reason = impls::signals::one_thread,
                 .threads = impls::signals::threads, .unavailable = impls::signals::why_no_handlers,
                 .remark = "signal_set: sigaction and a pipe that the library shares between its contexts");
