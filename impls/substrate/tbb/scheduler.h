#pragma once
// Coroutine frames on oneTBB.

#include <coroutine>

#include "impls/substrate/tbb/arena.h"

namespace impls::tbb_backend {

/// For one run; `group.wait()` returns when no frame is scheduled or running any more.
struct Scheduler {
  struct Hook {};

  /// Resumes the frame on some thread of the arena.
  void schedule(Hook&, std::coroutine_handle<> frame) {
    group.run([frame] { frame.resume(); });
  }
  void arrive() {}  // the group counts

  tbb::task_group group;
};

}  // namespace impls::tbb_backend
