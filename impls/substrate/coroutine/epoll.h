#pragma once
// Coroutines on the reactor: the awaiter is the reactor's node and lives in the frame, so waiting allocates nothing.

#include <coroutine>

#include "impls/substrate/coroutine/readiness.h"
#include "impls/substrate/epoll/reactor.h"

namespace impls::substrate {

class [[nodiscard]] Due final : Waiter {
 public:
  Due(Timers& timers, Timers::Time due) : timers_(timers), due_(due) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    frame_ = frame;
    timers_.wait(timer_, due_, *this);
  }
  void await_resume() const noexcept {}

 private:
  void on_ready() override { frame_.resume(); }

  Timers& timers_;
  Timers::Time due_;
  Timer timer_;
  std::coroutine_handle<> frame_;
};

/// Suspends until then; the loop's thread resumes. Destroying the suspended frame cancels.
inline Due sleep_until(Reactor& reactor, Timers::Time due) { return {reactor.timers(), due}; }

}  // namespace impls::substrate
