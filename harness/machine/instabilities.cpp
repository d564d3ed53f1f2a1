// What makes this machine or build a poor place to measure, and the exact fix for each.
#include "harness/machine/instabilities.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/machine/facts.h"

namespace harness {
namespace {

using nlohmann::json;
using Found = std::vector<Instability>;

constexpr auto note = Severity::note;
constexpr auto warning = Severity::warning;
constexpr auto unfit = Severity::unfit;

double percent(double share) { return 100 * share; }

void judge_build(const json& facts, Found& found) {
  const char* release = "cmake --preset release && cmake --build --preset release, and run build/release/fiveways";
  const auto type = fact<std::string>(facts, "/build/type").value_or("unnamed");
  if (const auto sanitizers = fact<std::string>(facts, "/build/sanitizers"); sanitizers && !sanitizers->empty())
    found.push_back({"sanitized-build", unfit,
                     fmt::format("This program is built with -fsanitize={}, which costs more than what is measured.", *sanitizers),
                     release});
  else if (!fact<bool>(facts, "/build/optimised").value_or(true) || !fact<bool>(facts, "/build/ndebug").value_or(true))
    found.push_back({"debug-build", unfit,
                     fmt::format("This is a {} build, without optimisation or with the libraries' debug checks.", type), release});
  if (fact<bool>(facts, "/build/dirty").value_or(false))
    found.push_back({"uncommitted-changes", note, "The source tree differs from its commit, which then does not name what was measured.",
                     "git commit, and build again"});
  if (facts.contains("build") && !fact<std::string>(facts, "/build/commit"))
    found.push_back({"no-commit", note, "The source tree has no commit that could name what is measured.",
                     "build from a git clone, with git installed"});
}

void judge_cpu_count(const json& facts, Found& found) {
  const auto count = fact<int>(facts, "/cpu/allowed_count");
  const auto quota = fact<double>(facts, "/limits/cgroup_cpus");
  const std::string allowed = fact<std::string>(facts, "/cpu/allowed").value_or("");
  if (count && *count < 2)
    found.push_back({"single-cpu", unfit,
                     fmt::format("This process may use CPU {} alone: server and generator would take it from each other.", allowed),
                     "give it two CPUs or more (taskset -c 0-1, docker run --cpuset-cpus 0-1, or a larger machine)"});
  else if (count && *count < 4)
    found.push_back(
        {"few-cpus", note,
         fmt::format("{} CPUs: the rest of the system runs beside what is measured, and how a server scales over CPUs does not show.",
                     *count),
         "use 4 CPUs or more for claims about capacity"});
  if (!quota) return;
  const char* lift = "lift it (docker run without --cpus; systemctl set-property <unit> CPUQuota=; no CPU limit in Kubernetes)";
  if (*quota < 1)
    found.push_back(
        {"cpu-quota", unfit, fmt::format("A CPU quota of {:.2f} CPUs stops this control group in mid-work, every period.", *quota), lift});
  else if (!count || *quota < *count)
    found.push_back({"cpu-quota", warning,
                     fmt::format("A CPU quota of {:.2f} CPUs may stop this control group in mid-work: every tail would show it.", *quota),
                     lift});
}

void judge_frequency(const json& facts, Found& found) {
  const auto governors = fact<std::vector<std::string>>(facts, "/cpu/governors").value_or(std::vector<std::string>{});
  if (std::ranges::any_of(governors, [](const std::string& one) { return one != "performance"; }))
    found.push_back(
        {"cpu-governor", warning,
         fmt::format("The frequency governor is {}: the clock follows the load that is being measured.", fmt::join(governors, ", ")),
         "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor"});
  if (fact<bool>(facts, "/cpu/turbo").value_or(false)) {
    const bool intel = fact<std::string>(facts, "/cpu/frequency_driver").value_or("").starts_with("intel_");
    found.push_back({"turbo", warning, "Turbo is on: the clock depends on temperature and on how many cores are busy.",
                     intel ? "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo"
                           : "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost"});
  }
}

void judge_topology(const json& facts, Found& found) {
  const char* smt_off = "echo off | sudo tee /sys/devices/system/cpu/smt/control, or choose other CPUs by --server-cpus";
  if (fact<bool>(facts, "/plan/shares_core").value_or(false) && fact<bool>(facts, "/plan/disjoint").value_or(false))
    found.push_back(
        {"smt-shared", warning,
         fmt::format("A server CPU ({}) and the generator CPU ({}) are two threads of one core: each slows the other.",
                     fact<std::string>(facts, "/plan/server").value_or("?"), fact<std::string>(facts, "/plan/generator").value_or("?")),
         smt_off});
  else if (fact<bool>(facts, "/cpu/smt").value_or(false))
    found.push_back({"smt", note, "Cores run two threads each: whatever runs on the sibling of a measured CPU slows it.", smt_off});
  if (fact<int>(facts, "/cpu/numa_nodes_count").value_or(1) > 1)
    found.push_back({"numa", note, "There is more than one memory node: a server's memory may lie on the other one.",
                     "numactl --cpunodebind=0 --membind=0 fiveways …"});
}

void judge_virtual(const json& facts, Found& found) {
  if (const auto name = fact<std::string>(facts, "/cpu/hypervisor"))
    found.push_back(
        {"virtual-machine", warning,
         fmt::format(
             "This is a virtual machine ({}): its speed drifts with its neighbours', and waking an idle CPU costs tens of microseconds.",
             *name),
         "trust ratios within a round, not absolute numbers; measure on bare metal before publishing those"});
  if (const auto container = fact<std::string>(facts, "/kernel/container"))
    found.push_back({"container", note, fmt::format("This is a container ({}): its network and limits are not the host's.", *container),
                     "run on the host to compare with it"});
  const auto steal = fact<double>(facts, "/load/steal_share"), limit = fact<double>(facts, "/load/steal_limit");
  if (steal && limit && *steal > *limit)
    found.push_back({"steal", warning, fmt::format("The host took {:.0f} % of our CPUs' time away during the probe.", percent(*steal)),
                     "use a machine with dedicated CPUs, or another hour; disturbed rounds are repeated and logged"});
}

void judge_load(const json& facts, Found& found) {
  const auto foreign = fact<double>(facts, "/load/foreign_share"), limit = fact<double>(facts, "/load/foreign_limit");
  if (foreign && limit && *foreign > *limit)
    found.push_back({"foreign-load", warning,
                     fmt::format("Other processes used {:.0f} % of our CPUs' time during the probe.", percent(*foreign)),
                     "find them with top and stop them, or keep them off these CPUs (taskset -p)"});
  const auto average = fact<double>(facts, "/load/average_1min");
  if (average && *average > 0.7 * fact<double>(facts, "/cpu/allowed_count").value_or(1))
    found.push_back({"load-average", note,
                     fmt::format("The load average of the last minute is {:.1f}: something has been running.", *average),
                     "wait until it has fallen (uptime)"});
  constexpr double gib = 1024.0 * 1024 * 1024;
  if (const auto available = fact<double>(facts, "/memory/available_bytes"); available && *available < gib)
    found.push_back({"low-memory", warning,
                     fmt::format("Only {:.2f} GiB of memory are available: pages of what is measured may be evicted.", *available / gib),
                     "stop what uses it, or use a machine with more"});
}

void judge_kernel(const json& facts, Found& found) {
  const auto clock = fact<std::string>(facts, "/kernel/clocksource").value_or("");
  if (clock == "hpet" || clock == "acpi_pm" || clock == "jiffies" || clock == "refined-jiffies")
    found.push_back(
        {"clock-source", warning, fmt::format("The clock source is {}: every reading of the clock is a slow system call.", clock),
         "echo tsc | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource (or boot with clocksource=tsc)"});
  if (fact<bool>(facts, "/kernel/irq_time_is_apart").value_or(false))
    found.push_back(
        {"irq-time", warning,
         "This kernel does not charge interrupt time to processes: a server's CPU lacks the soft interrupts that carry loopback TCP.",
         "boot with tsc=noirqtime on the kernel's command line"});
  if (fact<int>(facts, "/kernel/aslr").value_or(0) != 0)
    found.push_back({"aslr", note,
                     "Addresses are random in each process: layout luck is part of the spread, as the A/A copy of the reference shows.",
                     "nothing to do; setarch -R fiveways … fixes one layout, which is no truer"});
  if (fact<std::string>(facts, "/kernel/transparent_hugepages") == "always")
    found.push_back({"huge-pages", note,
                     "Transparent huge pages are always on: memory per connection is rounded up, and faults come in jumps.",
                     "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled"});
}

// "why: what to do", as the counters give their reasons.
void judge_counter(const json& facts, const char* key, const char* id, const char* what, Found& found) {
  const auto reason = fact<std::string>(facts, std::string("/counters/") + key);
  if (!reason) return;
  const auto colon = reason->find(": ");
  found.push_back({id, note, fmt::format("{} per request will be absent: {}.", what, reason->substr(0, colon)),
                   colon == std::string::npos ? "none is known" : reason->substr(colon + 2)});
}

void judge_counters(const json& facts, Found& found) {
  judge_counter(facts, "syscalls_absent_because", "no-syscall-counter", "System calls", found);
  judge_counter(facts, "user_instructions_absent_because", "no-instruction-counter", "Instructions", found);
  if (!fact<std::string>(facts, "/counters/user_instructions_absent_because"))
    judge_counter(facts, "instructions_absent_because", "no-kernel-instruction-counter", "Kernel instructions", found);
}

void judge_limits(const json& facts, const Needs& needs, Found& found) {
  const auto soft = fact<long long>(facts, "/limits/descriptors_soft"), hard = fact<long long>(facts, "/limits/descriptors_hard");
  if (hard && *hard < needs.descriptors)
    found.push_back(
        {"descriptors", warning,
         fmt::format("A process may open {} descriptors, and {} connections need {}.", *hard, needs.connections, needs.descriptors),
         fmt::format("sudo prlimit --pid $$ --nofile={0}:{0} in this shell; for good, \"* - nofile {0}\" in /etc/security/limits.conf",
                     needs.descriptors)});
  else if (soft && *soft < needs.descriptors)
    found.push_back({"descriptors", note,
                     fmt::format("A process may open {} descriptors unless it asks for more; {} connections need {}.", *soft,
                                 needs.connections, needs.descriptors),
                     fmt::format("ulimit -n {}", needs.descriptors)});

  struct ThreadLimit {
    const char* path;
    const char* name;
    std::string fix;
  };
  const long long threads = needs.connections + 500;  // a thread a connection, and the rest of the system
  const ThreadLimit limits[] = {
      {"/limits/processes_soft", "ulimit -u", fmt::format("ulimit -u {}", threads)},
      {"/limits/threads_max", "kernel.threads-max", fmt::format("sudo sysctl -w kernel.threads-max={}", 2 * threads)},
      {"/limits/pid_max", "kernel.pid_max", fmt::format("sudo sysctl -w kernel.pid_max={}", 4 * threads)},
      {"/limits/cgroup_pids", "pids.max of the control group",
       "docker run --pids-limit -1, or systemctl set-property <unit> TasksMax=infinity"}};
  const auto allows = [&](const ThreadLimit& limit) { return fact<long long>(facts, limit.path).value_or(threads); };
  const ThreadLimit& tightest = *std::ranges::min_element(limits, {}, allows);
  if (allows(tightest) < threads)
    found.push_back({"threads", warning,
                     fmt::format("{} allows {} threads: one for each of {} connections is too many.", tightest.name, allows(tightest),
                                 needs.connections),
                     tightest.fix});
}

void judge_network(const json& facts, const Needs& needs, Found& found) {
  const long long backlog = std::min(needs.connections, 4096LL);
  if (const auto limit = fact<long long>(facts, "/network/somaxconn"); limit && *limit < backlog)
    found.push_back(
        {"somaxconn", warning,
         fmt::format("At most {} connections may wait to be accepted: when many come at once, some wait a second or more.", *limit),
         fmt::format("sudo sysctl -w net.core.somaxconn={}", backlog)});
  if (const auto limit = fact<long long>(facts, "/network/tcp_max_syn_backlog"); limit && *limit < 256)
    found.push_back({"syn-backlog", note, fmt::format("At most {} TCP connections may be half open.", *limit),
                     "sudo sysctl -w net.ipv4.tcp_max_syn_backlog=4096"});
  const auto first = fact<long long>(facts, "/network/port_first"), last = fact<long long>(facts, "/network/port_last");
  if (!first || !last) return;
  const long long ports = *last - *first + 1;
  if (ports < needs.connections)
    found.push_back({"port-range", warning,
                     fmt::format("{} local ports ({} to {}) do not suffice for {} TCP connections to one server.", ports, *first, *last,
                                 needs.connections),
                     "sudo sysctl -w net.ipv4.ip_local_port_range=\"10240 65535\""});
  if (const auto waiting = fact<long long>(facts, "/network/time_wait_count"); waiting && *waiting * 4 > ports)
    found.push_back({"time-wait", warning, fmt::format("{} of {} local ports are held by closed connections (TIME_WAIT).", *waiting, ports),
                     "wait 60 s, or sudo sysctl -w net.ipv4.tcp_tw_reuse=1"});
}

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::unfit:
      return "unfit";
  }
  return "?";
}

std::vector<Instability> instabilities(const json& facts, const Needs& needs) {
  Found found;
  judge_build(facts, found);
  judge_cpu_count(facts, found);
  judge_virtual(facts, found);
  judge_frequency(facts, found);
  judge_topology(facts, found);
  judge_load(facts, found);
  judge_kernel(facts, found);
  judge_limits(facts, needs, found);
  judge_network(facts, needs, found);
  judge_counters(facts, found);
  std::ranges::stable_sort(found, std::ranges::greater{}, &Instability::severity);
  return found;
}

char grade(const std::vector<Instability>& found) {
  if (!fit(found)) return 'F';
  const auto warnings = std::ranges::count(found, Severity::warning, &Instability::severity);
  return "ABCDE"[std::min<std::ptrdiff_t>(warnings, 4)];
}

bool fit(const std::vector<Instability>& found) { return std::ranges::find(found, Severity::unfit, &Instability::severity) == found.end(); }

json environment(const json& facts, const Needs& needs) {
  const auto found = instabilities(facts, needs);
  json list = json::array();
  for (const Instability& one : found)
    list.push_back({{"id", one.id}, {"severity", to_string(one.severity)}, {"sentence", one.sentence}, {"fix", one.fix}});
  return {{"facts", facts}, {"instabilities", list}, {"grade", std::string(1, grade(found))}, {"fit", fit(found)}};
}

}  // namespace harness
