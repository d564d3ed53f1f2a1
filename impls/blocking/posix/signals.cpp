// signals, blocking: the thread waits in sigwaitinfo.
#include "impls/substrate/signals/storm.h"
#include "impls/substrate/signals/traits.h"
#include "impls/substrate/signals/wait.h"
#include "workloads/signals_cells.h"

namespace {

class Waits {
 public:
  Waits(workloads::Signals& signals, int) : storm_(signals) {}

  void run() {
    storm_.begin();
    while (!storm_.deliver(impls::signals::wait_for(storm_.set()))) continue;
  }

 private:
  impls::signals::Storm storm_;
};

}  // namespace

FIVEWAYS_SIGNALS(Waits, .max_workers = 1, .refuses = impls::signals::refuses, .limit_reason = impls::signals::one_thread,
                 .threads = impls::signals::threads, .remark = "sigwaitinfo");
