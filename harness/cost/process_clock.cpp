// The CPU time of another process.
#include "harness/cost/process_clock.h"

namespace harness {

std::optional<ProcessClock> ProcessClock::of(pid_t pid) {
  clockid_t clock;
  if (pid <= 0 || clock_getcpuclockid(pid, &clock) != 0) return {};  // glibc takes 0 for the caller itself
  return ProcessClock(clock);
}

std::optional<std::chrono::nanoseconds> ProcessClock::now() const {
  timespec time;
  if (clock_gettime(clock_, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace harness
