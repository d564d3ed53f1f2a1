#pragma once
// A coroutine that runs on an executor and that nobody holds: it starts when it is posted and ends by itself.

#include <coroutine>
#include <exception>

namespace impls::executor {

/// The executor's task lies in the frame, so that posting allocates nothing.
template <class Executor>
class Frame {
 public:
  struct promise_type : Executor::Task {
    Frame get_return_object() { return Frame(*this); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() noexcept { std::terminate(); }  // what it runs does not throw
  };

  /// Posted whenever the frame is to go on, the first time included. Valid until it ends.
  typename Executor::Task& task() const { return promise_; }

 private:
  explicit Frame(promise_type& promise) : promise_(promise) {
    promise.run = [](typename Executor::Task& task) noexcept {
      std::coroutine_handle<promise_type>::from_promise(static_cast<promise_type&>(task)).resume();
    };
  }

  promise_type& promise_;
};

}  // namespace impls::executor
