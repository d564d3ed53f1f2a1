// signals, callbacks, on libuv: a member function is called for every signal.
#include "impls/substrate/libuv/signal_loop.h"
#include "impls/substrate/signals/storm.h"
#include "impls/substrate/signals/traits.h"
#include "workloads/signals_cells.h"

namespace {

using impls::substrate::libuv::SignalLoop;

class Callback final : impls::substrate::Completion {
 public:
  Callback(workloads::Signals& signals, int) : storm_(signals) { loop_.wait(*this); }

  void run() {
    const impls::signals::Unblocked handled(storm_.set());
    storm_.begin();
    loop_.run();
  }

 private:
  void on_complete() override {
    if (storm_.deliver(loop_.number())) loop_.stop();
  }

  impls::signals::Storm storm_;
  SignalLoop loop_{storm_.numbers()};
};

}  // namespace

FIVEWAYS_SIGNALS(Callback, .max_workers = 1, .refuses = impls::signals::refuses, .limit_reason = impls::signals::one_thread,
                 .threads = impls::signals::threads, .unavailable = impls::signals::why_no_handlers, .remark = SignalLoop::remark);
