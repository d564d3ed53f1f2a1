#pragma once
// Counts system calls and instructions of another process, where the kernel allows it (perf_event_open).

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "harness/cost/reading.h"
#include "harness/descriptor.h"

namespace harness {

/// Each is exact, or absent with the reason and what would change it.
struct Counts {
  Reading<std::uint64_t> syscalls;           ///< system calls entered
  Reading<std::uint64_t> instructions;       ///< in user code and kernel
  Reading<std::uint64_t> user_instructions;  ///< in user code alone
};

/// Counters over the threads that a process has and those that they start. Belongs to one thread of the harness.
///
/// While one exists, the tracepoint slows every system call of the whole machine: open it for a counting window of its own, and take
/// neither time nor CPU from that window.
class Counting {
 public:
  /// Never fails as a whole: what the machine does not allow is absent in the counts.
  static Counting open(pid_t pid);

  void start();
  /// Stops, and gives what was counted since `start`. Works after the process has ended too.
  Counts stop();

 private:
  // One descriptor a thread, because a counter cannot be attached to a process, only to a thread and those it will start.
  using Counter = Reading<std::vector<Descriptor>>;
  Counting(Counter syscalls, Counter instructions, Counter user_instructions);

  static Counter open_on_threads(pid_t pid, std::uint32_t type, std::uint64_t config, bool user_only);
  static Counter open_syscalls(pid_t pid);
  static Reading<std::uint64_t> total(const Counter& counter);
  Counts totals() const;

  Counter syscalls_;
  Counter instructions_;
  Counter user_instructions_;
  Counts before_{.syscalls = 0, .instructions = 0, .user_instructions = 0};
};

}  // namespace harness
