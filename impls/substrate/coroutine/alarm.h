#pragma once
// Coroutines on a loop of deadlines that completes what waits: the awaiter is the loop's node and lives in the frame.

#include <coroutine>

#include "impls/substrate/completion.h"

namespace impls::substrate {

template <class Alarms>
class [[nodiscard]] Alarm final : Completion {
 public:
  Alarm(Alarms& alarms, typename Alarms::Time due) : alarms_(alarms), due_(due) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    frame_ = frame;
    alarms_.wait_until(due_, *this);
  }
  void await_resume() const noexcept {}

 private:
  void on_complete() override { frame_.resume(); }

  Alarms& alarms_;
  typename Alarms::Time due_;
  std::coroutine_handle<> frame_;
};

/// Suspends until then; the loop's thread resumes.
template <class Alarms>
Alarm<Alarms> sleep_until(Alarms& alarms, typename Alarms::Time due) {
  return {alarms, due};
}

}  // namespace impls::substrate
