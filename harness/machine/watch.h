#pragma once
// Watches some CPUs during a round for what others did on them.

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cost/process_clock.h"
#include "harness/machine/files.h"

namespace harness {

/// Whether this kernel keeps interrupt time out of the accounts of the processes that it interrupts (CONFIG_IRQ_TIME_ACCOUNTING, read
/// from /boot/config-<release>). Then a server is not charged for the soft interrupts that carry most of loopback TCP.
std::optional<bool> irq_time_is_apart(const Files& files);

/// What one /proc/stat line, or the sum of some, has counted: in ticks of 10 ms.
struct CpuTicks {
  long long busy = 0;   ///< user, nice, system; and irq, softirq where they are charged to the process that they interrupt
  long long steal = 0;  ///< a virtual machine's CPU was runnable, its host ran something else
};

/// The sum over `cpus` in the text of /proc/stat.
CpuTicks ticks_of(std::string_view proc_stat, const std::vector<int>& cpus, bool with_interrupts = true);

/// How much a round was disturbed from outside; shares are of the watched CPUs' time.
struct Disturbance {
  double steal_share = 0;
  double foreign_share = 0;         ///< busy, but not with our processes; never below 0
  std::optional<double> psi_share;  ///< of the time, some task of the machine waited for a CPU (ours too: recorded, no criterion)
  double steal_limit = 0;           ///< what the shares were compared with: the thresholds, plus what a round this short cannot resolve
  double foreign_limit = 0;
  bool disturbed = false;
  std::string sentence;  ///< what was found, and how long a round must be where this one was too short to tell
};

constexpr double steal_threshold = 0.02;
constexpr double foreign_threshold = 0.05;

/// The raw account that a judgement is made from; a pure function, so that it can be tested and repeated from stored results.
struct WatchedTime {
  std::chrono::nanoseconds elapsed{};
  int cpus = 1;
  CpuTicks ticks;                      ///< in that time, over those CPUs
  std::chrono::nanoseconds own_cpu{};  ///< CPU time of our processes on those CPUs
  std::optional<std::chrono::nanoseconds> psi_stalled;
};

/// Disturbed if steal exceeds 2 % or foreign use 5 % by more than the account's resolution: one tick, and for busy time, which a
/// kernel without full accounting samples at ticks, two standard deviations of that sample. A round of 10 s on two CPUs resolves
/// 0.05 % of steal and 1–2 % of foreign use; below about 1 s only gross disturbance shows, and the sentence says so.
Disturbance judge(const WatchedTime& time);

/// One round. Not thread-safe; reading takes some tens of microseconds, outside measured slices.
class Watch {
 public:
  /// `own`: the processes whose CPU time is ours, the harness itself included if it runs on these CPUs.
  Watch(std::vector<int> cpus, const std::vector<pid_t>& own, Files files = {});

  void start();
  /// `own_elsewhere`: CPU time of ours that `own` does not show (processes that began or ended in the round).
  Disturbance finish(std::chrono::nanoseconds own_elsewhere = {}) const;

 private:
  struct Moment {
    std::chrono::steady_clock::time_point at;
    CpuTicks ticks;
    std::optional<std::chrono::microseconds> psi;
    std::vector<std::optional<std::chrono::nanoseconds>> own;
  };
  Moment now() const;

  std::vector<int> cpus_;
  std::vector<std::optional<ProcessClock>> own_;
  Files files_;
  bool with_interrupts_;
  Moment begin_;
};

}  // namespace harness
