#pragma once
// The edges of a slice, whatever is driven within.

#include <time.h>

#include <chrono>

#include "harness/load/clock.h"
#include "harness/load/generator.h"

namespace harness {

// The scheduler brings another process's CPU account up to date when its threads leave the CPU, and otherwise only at its
// tick (up to 4 ms old). So the account is read when all replies are in and the server had time to fall asleep.
inline void let_server_sleep() {
  constexpr timespec pause{.tv_sec = 0, .tv_nsec = 200'000};
  clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, nullptr);
}

/// `drive(duration, recorded)` loads the server for so long, waits for what is still out, and returns how many requests were answered;
/// it counts in `faults`.
template <class Drive>
ClosedSlice measure_closed_slice(std::chrono::nanoseconds lead_in, std::chrono::nanoseconds duration, const Generator::CpuClock& server_cpu,
                                 Faults& faults, const Drive& drive) {
  ClosedSlice slice;
  faults = {};
  if (lead_in.count() > 0) slice.visit_requests = drive(lead_in, false);
  let_server_sleep();

  const std::uint64_t server_before = server_cpu();
  const std::uint64_t generator_before = thread_cpu_ns();
  slice.started_ns = now_ns();
  slice.requests = drive(duration, true);
  slice.duration_ns = now_ns() - slice.started_ns;
  slice.generator_cpu_ns = thread_cpu_ns() - generator_before;
  let_server_sleep();
  slice.server_cpu_ns = server_cpu() - server_before;

  slice.visit_requests += slice.requests;
  slice.faults = faults;
  return slice;
}

/// The same of connections that come and go: `drive(duration)` begins and ends with none, and the server has time to see every end.
template <class Drive>
ClosedSlice measure_churn_slice(std::chrono::nanoseconds duration, const Generator::CpuClock& server_cpu, Faults& faults,
                                const Drive& drive) {
  constexpr timespec pause{.tv_sec = 0, .tv_nsec = 2'000'000};
  ClosedSlice slice;
  faults = {};
  clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, nullptr);
  const std::uint64_t server_before = server_cpu();
  const std::uint64_t generator_before = thread_cpu_ns();
  slice.started_ns = now_ns();
  slice.requests = slice.visit_requests = drive(duration);
  slice.duration_ns = now_ns() - slice.started_ns;
  slice.generator_cpu_ns = thread_cpu_ns() - generator_before;
  clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, nullptr);
  slice.server_cpu_ns = server_cpu() - server_before;
  slice.faults = faults;
  return slice;
}

}  // namespace harness
