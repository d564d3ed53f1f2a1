#pragma once
// The two clocks of the load generator, in nanoseconds.

#include <time.h>

#include <cstdint>

namespace harness {

inline std::uint64_t read_clock(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

/// CLOCK_MONOTONIC: what latencies and durations are measured with.
inline std::uint64_t now_ns() { return read_clock(CLOCK_MONOTONIC); }

/// CPU time of the calling thread.
inline std::uint64_t thread_cpu_ns() { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

}  // namespace harness
