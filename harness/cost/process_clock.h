#pragma once
// The CPU time of another process, from the scheduler's nanosecond account.

#include <sys/types.h>
#include <time.h>

#include <chrono>
#include <optional>

namespace harness {

/// User and kernel CPU time of a whole process: all its threads, those that ended included. One system call, no allocation.
/// Its children are not in it.
///
/// The account is brought up to date when a thread is switched out and at each scheduler tick. So the reading is exact while the
/// process sleeps, and lacks at most one tick (1/CONFIG_HZ: 1 to 10 ms) for each of its threads that is on a CPU at that moment.
/// For exact slices, read it when the process has nothing to do; a process reading its own clock is always exact.
class ProcessClock {
 public:
  /// Absent if there is no such process.
  static std::optional<ProcessClock> of(pid_t pid);

  /// Absent once the process has been waited for; a zombie's clock can still be read.
  std::optional<std::chrono::nanoseconds> now() const;

 private:
  explicit ProcessClock(clockid_t clock) : clock_(clock) {}
  clockid_t clock_;
};

}  // namespace harness
