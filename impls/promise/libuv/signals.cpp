// signals, promises, on libuv: each signal goes on with the promise of the next one.
#include "impls/substrate/libuv/signal_loop.h"
#include "impls/substrate/promise/operation.h"
#include "impls/substrate/signals/storm.h"
#include "impls/substrate/signals/traits.h"
#include "workloads/signals_cells.h"

namespace {

using impls::substrate::fulfilled;
using impls::substrate::Promise;
using impls::substrate::libuv::SignalLoop;
using NextSignal = impls::substrate::OperationState<SignalLoop, &SignalLoop::wait, &SignalLoop::number>;

class Promises {
 public:
  Promises(workloads::Signals& signals, int) : storm_(signals) {}

  void run() {
    const impls::signals::Unblocked handled(storm_.set());
    storm_.begin();
    receive().then([this] { loop_.stop(); }).detach();
    loop_.run();
  }

 private:
  Promise<void> receive() {
    return NextSignal::start(loop_).then([this](int number) { return storm_.deliver(number) ? fulfilled() : receive(); });
  }

  impls::signals::Storm storm_;
  SignalLoop loop_{storm_.numbers()};
};

}  // namespace

FIVEWAYS_SIGNALS(Promises, .max_workers = 1, .refuses = impls::signals::refuses, .limit_reason = impls::signals::one_thread,
                 .threads = impls::signals::threads, .unavailable = impls::signals::why_no_handlers, .remark = SignalLoop::remark);
