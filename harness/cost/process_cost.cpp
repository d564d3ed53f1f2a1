// What another process has cost so far, and what it cost between two moments.
#include "harness/cost/process_cost.h"

#include <fmt/core.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "harness/cost/kernel_file.h"
#include "harness/cost/process_clock.h"

namespace harness {
namespace {

std::uint64_t number_after(std::string_view text, std::string_view key) {
  const auto line = line_after(text, key);
  return line ? static_cast<std::uint64_t>(leading_number(*line).value_or(0)) : 0;
}

std::chrono::nanoseconds from_ticks(std::uint64_t ticks) {
  static const std::uint64_t tick_ns = 1'000'000'000U / static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  return std::chrono::nanoseconds(ticks * tick_ns);
}

// Fills in what /proc/<pid>/stat holds; false if the process is gone or a zombie. proc(5) numbers the fields.
bool read_stat(const std::string& folder, ProcessCost& cost) {
  const auto stat = read_kernel_file(folder + "/stat");
  if (!stat) return false;
  const auto name_end = stat->rfind(')');  // the name may hold blanks and parentheses
  if (name_end == std::string::npos) return false;
  char state = 0;
  unsigned long minor = 0, major = 0, user = 0, system = 0;
  if (sscanf(stat->c_str() + name_end + 1, " %c %*d %*d %*d %*d %*d %*u %lu %*u %lu %*u %lu %lu %*d %*d %*d %*d %d", &state, &minor, &major,
             &user, &system, &cost.threads) != 6)
    return false;
  cost.minor_faults = minor;
  cost.major_faults = major;
  cost.user = from_ticks(user);
  cost.system = from_ticks(system);
  return state != 'X' && (state != 'Z' || cost.threads > 1);
}

std::optional<ThreadCost> read_thread(const std::string& folder, pid_t id) {
  const auto status = read_kernel_file(folder + "/status");
  if (!status || status->empty()) return {};
  ThreadCost cost{.id = id,
                  .voluntary_switches = number_after(*status, "voluntary_ctxt_switches:"),
                  .involuntary_switches = number_after(*status, "nonvoluntary_ctxt_switches:")};
  long long ran = 0, waited = 0;
  if (const auto schedstat = read_kernel_file(folder + "/schedstat");
      schedstat && sscanf(schedstat->c_str(), "%lld %lld", &ran, &waited) == 2) {
    cost.ran = std::chrono::nanoseconds(ran);
    cost.waited = std::chrono::nanoseconds(waited);
  }
  return cost;
}

void add_thread(ProcessCost& sum, const ThreadCost& thread) {
  sum.voluntary_switches += thread.voluntary_switches;
  sum.involuntary_switches += thread.involuntary_switches;
  sum.threads_ran += thread.ran;
  sum.threads_waited += thread.waited;
  sum.by_thread.push_back(thread);
}

void read_threads(const std::string& folder, ProcessCost& cost) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder + "/task", error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename();
    if (const auto thread = read_thread(entry->path(), static_cast<pid_t>(leading_number(name).value_or(0)))) add_thread(cost, *thread);
  }
}

// smaps_rollup counts pages; the counters in status are kept per CPU and lag behind by up to some dozens of pages.
void read_memory(const std::string& folder, const std::string& status, ProcessCost& cost) {
  const auto rollup = read_kernel_file(folder + "/smaps_rollup");
  if (rollup && line_after(*rollup, "Pss:")) {
    cost.rss_bytes = number_after(*rollup, "Rss:") * 1024;
    cost.pss_bytes = number_after(*rollup, "Pss:") * 1024;
  } else {
    cost.rss_bytes = number_after(status, "VmRSS:") * 1024;
  }
}

}  // namespace

Reading<ProcessCost> snapshot(pid_t pid) {
  const Absent ended{fmt::format("process {} has ended or never was", pid)};
  const auto clock = ProcessClock::of(pid);
  const std::string folder = fmt::format("/proc/{}", pid);
  ProcessCost cost;
  if (!clock || !read_stat(folder, cost)) return ended;
  const auto status = read_kernel_file(folder + "/status");
  const auto cpu = clock->now();
  if (!status || !cpu) return ended;
  cost.cpu = *cpu;
  cost.cpus_allowed = line_after(*status, "Cpus_allowed_list:").value_or("");
  read_threads(folder, cost);
  read_memory(folder, *status, cost);
  return cost;
}

Reading<std::uint64_t> peak_rss_bytes(pid_t pid) {
  const auto status = read_kernel_file(fmt::format("/proc/{}/status", pid));
  if (!status || !line_after(*status, "VmHWM:")) return Absent{fmt::format("process {} has ended or never was", pid)};
  return number_after(*status, "VmHWM:") * 1024;
}

ProcessCost difference(const ProcessCost& before, const ProcessCost& after) {
  ProcessCost spent{.cpu = after.cpu - before.cpu,
                    .user = after.user - before.user,
                    .system = after.system - before.system,
                    .minor_faults = after.minor_faults - before.minor_faults,
                    .major_faults = after.major_faults - before.major_faults,
                    .threads = after.threads,
                    .rss_bytes = after.rss_bytes,
                    .pss_bytes = after.pss_bytes,
                    .cpus_allowed = after.cpus_allowed};
  std::unordered_map<pid_t, ThreadCost> old;
  for (const ThreadCost& thread : before.by_thread) old.emplace(thread.id, thread);
  for (ThreadCost thread : after.by_thread) {
    const auto found = old.find(thread.id);
    // A thread that ran less than its namesake is a new one: the number was used again.
    if (found != old.end() && found->second.ran <= thread.ran && found->second.voluntary_switches <= thread.voluntary_switches) {
      thread.voluntary_switches -= found->second.voluntary_switches;
      thread.involuntary_switches -= found->second.involuntary_switches;
      thread.ran -= found->second.ran;
      thread.waited -= found->second.waited;
      old.erase(found);
    }
    add_thread(spent, thread);
  }
  spent.threads_ended = static_cast<int>(old.size());
  return spent;
}

int open_descriptors(pid_t pid) {
  std::error_code gone;
  int count = 0;
  for (std::filesystem::directory_iterator entry(fmt::format("/proc/{}/fd", pid), gone), end; !gone && entry != end; entry.increment(gone))
    ++count;
  return count;
}

}  // namespace harness
