// signals, coroutines, on libuv: one frame, suspended until a signal comes.
#include "impls/substrate/coroutine/operation.h"
#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/libuv/signal_loop.h"
#include "impls/substrate/signals/storm.h"
#include "impls/substrate/signals/traits.h"
#include "workloads/signals_cells.h"

namespace {

using impls::substrate::libuv::SignalLoop;
using NextSignal = impls::substrate::Operation<SignalLoop, &SignalLoop::wait, &SignalLoop::number>;

class Coroutine {
 public:
  Coroutine(workloads::Signals& signals, int) : storm_(signals) {}

  void run() {
    const impls::signals::Unblocked handled(storm_.set());
    storm_.begin();
    receive();
    loop_.run();
  }

 private:
  impls::substrate::Spawned receive() {
    for (;;) {
      const int number = co_await NextSignal(loop_);
      if (storm_.deliver(number)) break;
    }
    loop_.stop();
  }

  impls::signals::Storm storm_;
  SignalLoop loop_{storm_.numbers()};
};

}  // namespace

FIVEWAYS_SIGNALS(Coroutine, .max_workers = 1, .refuses = impls::signals::refuses, .limit_reason = impls::signals::one_thread,
                 .threads = impls::signals::threads, .unavailable = impls::signals::why_no_handlers, .remark = SignalLoop::remark);
