#pragma once
// Coroutine frames on our pool, and whoever waits until the last of them is done.

#include <coroutine>

#include "impls/substrate/pool/pool.h"

namespace impls::pool {

/// For one run. Made by a worker, which then helps until all are done.
struct Scheduler {
  /// The pool's task; lies in the frame.
  struct Hook : Task {
    std::coroutine_handle<> resumed;
  };

  /// Resumes the frame on some worker. Called by workers.
  void schedule(Hook& hook, std::coroutine_handle<> frame) {
    hook.resumed = frame;
    hook.run = [](Task& task) noexcept { static_cast<Hook&>(task).resumed.resume(); };
    pool.schedule(hook);
  }
  /// Called once by each of those that `done` counts.
  void arrive() { done.arrive(); }

  Pool& pool;
  Join done;
};

}  // namespace impls::pool
