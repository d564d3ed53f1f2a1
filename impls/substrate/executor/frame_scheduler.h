#pragma once
// Resumes coroutine frames on an executor.

#include <coroutine>

#include "impls/substrate/executor/executor.h"

namespace impls {

template <Executor E>
struct FrameScheduler {
  /// The executor's task, which lies in the frame, so that scheduling it allocates nothing of ours.
  struct Hook : E::Task {
    std::coroutine_handle<> resumed;
  };

  /// Called by workers; some worker resumes the frame.
  void schedule(Hook& hook, std::coroutine_handle<> frame) {
    hook.resumed = frame;
    hook.run = [](typename E::Task& task) noexcept { static_cast<Hook&>(task).resumed.resume(); };
    executor.schedule(hook);
  }

  E& executor;
};

}  // namespace impls
