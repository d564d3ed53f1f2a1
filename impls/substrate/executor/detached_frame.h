#pragma once
// A coroutine that runs on an executor and that nobody holds: it starts when it is scheduled and ends by itself.

#include <coroutine>
#include <exception>

#include "impls/substrate/executor/executor.h"

namespace impls {

/// The executor's task lies in the frame, so that scheduling allocates nothing of ours.
template <Executor E>
class DetachedFrame {
 public:
  struct promise_type : E::Task {
    DetachedFrame get_return_object() { return DetachedFrame(*this); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() noexcept { std::terminate(); }  // what it runs does not throw
  };

  /// Scheduled whenever the frame is to go on, the first time included. Valid until it ends.
  typename E::Task& task() const { return promise_; }

 private:
  explicit DetachedFrame(promise_type& promise) : promise_(promise) {
    promise.run = [](typename E::Task& task) noexcept {
      std::coroutine_handle<promise_type>::from_promise(static_cast<promise_type&>(task)).resume();
    };
  }

  promise_type& promise_;
};

}  // namespace impls
