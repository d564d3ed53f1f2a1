#pragma once
// What another process has cost so far, and what it cost between two moments.

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/cost/reading.h"

namespace harness {

/// One thread that is alive: its switches, and the scheduler's own account of it (schedstat).
struct ThreadCost {
  pid_t id = 0;
  std::uint64_t voluntary_switches = 0;    ///< it waited
  std::uint64_t involuntary_switches = 0;  ///< it was preempted
  std::chrono::nanoseconds ran{};
  std::chrono::nanoseconds waited{};  ///< runnable, but not on a CPU
};

/// Since the process began, or between two moments.
struct ProcessCost {
  std::chrono::nanoseconds cpu{};     ///< ProcessClock: exact while the process sleeps
  std::chrono::nanoseconds user{};    ///< the split is sampled at scheduler ticks and reported in steps of 10 ms:
  std::chrono::nanoseconds system{};  ///< pool at least 20 s of CPU before reading meaning into it
  std::uint64_t minor_faults = 0;
  std::uint64_t major_faults = 0;

  /// Sums over the threads that are alive; what a thread that ended had counted is lost (`threads_ended`).
  std::uint64_t voluntary_switches = 0;
  std::uint64_t involuntary_switches = 0;
  std::chrono::nanoseconds threads_ran{};
  std::chrono::nanoseconds threads_waited{};
  std::vector<ThreadCost> by_thread;
  int threads_ended = 0;  ///< of a difference: threads of the first snapshot that the second does not have

  /// Levels, not counts: a difference has those of its end.
  int threads = 0;
  std::uint64_t rss_bytes = 0;
  std::optional<std::uint64_t> pss_bytes;  ///< absent if the kernel does not let us read the process's memory map
  std::string cpus_allowed;                ///< as "0,2-3"
};

/// Absent, with one sentence, if the process does not exist or has ended. Takes two small reads a thread and a walk over the memory
/// map, which the process may feel: call it at the edges of a measured window, never inside. Splitting one process's cost by
/// processes it started is not offered: children are not in it.
Reading<ProcessCost> snapshot(pid_t pid);

/// What the process cost from `before` to `after`, two snapshots of one process.
ProcessCost difference(const ProcessCost& before, const ProcessCost& after);

/// The most memory that was resident since the process's program began, in bytes; absent as above. Unlike ru_maxrss, it does not begin with
/// what the process that started it held at that moment.
Reading<std::uint64_t> peak_rss_bytes(pid_t pid);

/// How many descriptors the process has open; 0 if it has ended.
int open_descriptors(pid_t pid);

}  // namespace harness
