// signals, multithreaded: a thread of its own waits in sigwaitinfo and hands over to the one that works.
#include <atomic>
#include <thread>

#include "impls/substrate/posix/handoff.h"
#include "impls/substrate/signals/storm.h"
#include "impls/substrate/signals/traits.h"
#include "impls/substrate/signals/wait.h"
#include "workloads/signals_cells.h"

namespace {

class HandsOver {
 public:
  HandsOver(workloads::Signals& signals, int) : storm_(signals), waiting_([this] { hand_over(); }) {}
  ~HandsOver() {
    ending_ = true;
    pthread_kill(waiting_.native_handle(), storm_.numbers()[1]);
  }

  void run() {
    storm_.begin();
    while (!storm_.deliver(*received_.take())) continue;
  }

 private:
  void hand_over() {
    for (;;) {
      const int number = impls::signals::wait_for(storm_.set());
      if (ending_) return;
      received_.put(number);
    }
  }

  impls::signals::Storm storm_;
  impls::substrate::Handoff<int> received_;
  std::atomic<bool> ending_ = false;
  std::jthread waiting_;
};

}  // namespace

FIVEWAYS_SIGNALS(HandsOver, .max_workers = 1, .refuses = impls::signals::refuses, .limit_reason = impls::signals::one_thread,
                 .threads = "one waits, the caller works, both on one CPU; a thread that all cells share the code of sends",
                 .remark = "sigwaitinfo, then a queue under a mutex and a condition variable");
