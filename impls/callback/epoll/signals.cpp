// signals, callbacks, on the reactor: a member function is called whenever the signalfd is readable.
#include "impls/substrate/epoll/signal_source.h"
#include "impls/substrate/signals/traits.h"
#include "workloads/signals_cells.h"

namespace {

class Callback final : impls::substrate::Waiter {
 public:
  Callback(workloads::Signals& signals, int) : storm_(signals) { source_.stream().wait_readable(*this); }

  void run() {
    storm_.begin();
    for (last_ = false; !last_;) reactor_.turn();
  }

 private:
  void on_ready() override { last_ = source_.deliver(storm_); }

  impls::signals::Storm storm_;
  impls::substrate::Reactor reactor_;
  impls::substrate::SignalSource source_{reactor_, storm_.set()};
  bool last_ = false;
};

}  // namespace

FIVEWAYS_SIGNALS(Callback, .max_workers = 1, .refuses = impls::signals::refuses, .limit_reason = impls::signals::one_thread,
                 .threads = impls::signals::threads, .remark = "signalfd, up to 16 signals a read");
