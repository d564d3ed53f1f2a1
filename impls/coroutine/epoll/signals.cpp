// signals, coroutines, on the reactor: one frame, suspended until the signalfd is readable.
#include "impls/substrate/coroutine/epoll.h"
#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/epoll/signal_source.h"
#include "impls/substrate/signals/traits.h"
#include "workloads/signals_cells.h"

namespace {

class Coroutine {
 public:
  Coroutine(workloads::Signals& signals, int) : storm_(signals) {}

  void run() {
    storm_.begin();
    bool ended = false;
    receive(ended);
    while (!ended) reactor_.turn();
  }

 private:
  impls::substrate::Spawned receive(bool& ended) {
    do co_await readable(source_.stream());
    while (!source_.deliver(storm_));
    ended = true;
  }

  impls::signals::Storm storm_;
  impls::substrate::Reactor reactor_;
  impls::substrate::SignalSource source_{reactor_, storm_.set()};
};

}  // namespace

FIVEWAYS_SIGNALS(Coroutine, .max_workers = 1, .refuses = impls::signals::refuses, .limit_reason = impls::signals::one_thread,
                 .threads = impls::signals::threads, .remark = "signalfd, up to 16 signals a read");
