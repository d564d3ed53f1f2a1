// signals, promises, on the reactor: each time round, a promise that the signalfd is readable.
#include "impls/substrate/epoll/signal_source.h"
#include "impls/substrate/promise/epoll.h"
#include "impls/substrate/signals/traits.h"
#include "workloads/signals_cells.h"

namespace {

using impls::substrate::fulfilled;
using impls::substrate::Promise;

class Promises {
 public:
  Promises(workloads::Signals& signals, int) : storm_(signals) {}

  void run() {
    storm_.begin();
    bool ended = false;
    receive().then([&ended] { ended = true; }).detach();
    while (!ended) reactor_.turn();
  }

 private:
  Promise<void> receive() {
    return when_readable(source_.stream()).then([this] { return source_.deliver(storm_) ? fulfilled() : receive(); });
  }

  impls::signals::Storm storm_;
  impls::substrate::Reactor reactor_;
  impls::substrate::SignalSource source_{reactor_, storm_.set()};
};

}  // namespace

FIVEWAYS_SIGNALS(Promises, .max_workers = 1, .refuses = impls::signals::refuses, .limit_reason = impls::signals::one_thread,
                 .threads = impls::signals::threads, .remark = "signalfd, up to 16 signals a read");
