// What a result has to say about the machine and the build that it comes from.
#include "harness/machine/facts.h"

#include <fmt/core.h>
#include <poll.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <filesystem>

#include "harness/cost/counters.h"
#include "harness/errors.h"
#include "harness/machine/cgroup.h"
#include "harness/machine/json_value.h"
#include "harness/machine/watch.h"

namespace harness {
namespace {

using nlohmann::json;

void wait_for(std::chrono::milliseconds duration) {
  const Descriptor timer(check(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), "timerfd_create"));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
  const itimerspec once{.it_interval = {}, .it_value = {.tv_sec = seconds.count(), .tv_nsec = (duration - seconds).count() * 1'000'000}};
  check(timerfd_settime(timer.get(), 0, &once, nullptr), "timerfd_settime");
  pollfd wait{.fd = timer.get(), .events = POLLIN, .revents = 0};
  while (poll(&wait, 1, -1) < 0)
    if (errno != EINTR) throw_errno("poll");
}

json load_facts(const FactsOptions& options) {
  json load{{"average_1min", nullptr}, {"psi_cpu_avg10_percent", nullptr}};
  double one = 0, five = 0, fifteen = 0, avg10 = 0;
  if (const auto text = options.files.text("/proc/loadavg"); text && sscanf(text->c_str(), "%lf %lf %lf", &one, &five, &fifteen) == 3)
    load.update({{"average_1min", one}, {"average_5min", five}, {"average_15min", fifteen}});
  if (const auto text = options.files.text("/proc/pressure/cpu"); text && sscanf(text->c_str(), "some avg10=%lf", &avg10) == 1)
    load["psi_cpu_avg10_percent"] = avg10;
  if (options.probe.count() > 0) {
    Watch watch(options.allowed, {getpid()}, options.files);
    wait_for(options.probe);
    const Disturbance found = watch.finish();
    load.update({{"probe_ms", options.probe.count()},
                 {"steal_share", found.steal_share},
                 {"steal_limit", found.steal_limit},
                 {"foreign_share", found.foreign_share},
                 {"foreign_limit", found.foreign_limit}});
  }
  return load;
}

json plan_facts(const CpuPlan& plan) {
  return {{"server", to_cpu_list(plan.server)},
          {"generator", to_cpu_list(plan.generator)},
          {"disjoint", plan.disjoint},
          {"shares_core", plan.shares_core}};
}

// Opening them is the only sure way to know whether they can be opened.
json counter_facts() {
  Counting counting = Counting::open(getpid());
  counting.start();
  const Counts counts = counting.stop();
  const auto absent = [](const Reading<std::uint64_t>& count) { return count ? json() : json(count.reason()); };
  return {{"syscalls_absent_because", absent(counts.syscalls)},
          {"instructions_absent_because", absent(counts.instructions)},
          {"user_instructions_absent_because", absent(counts.user_instructions)}};
}

json rlimit(int which, bool soft) {
  struct rlimit limit;
  check(getrlimit(static_cast<__rlimit_resource>(which), &limit), "getrlimit");
  const rlim_t value = soft ? limit.rlim_cur : limit.rlim_max;
  return value == RLIM_INFINITY ? json() : json(value);
}

// "always [madvise] never" → "madvise"
std::optional<std::string> chosen(const std::optional<std::string>& choices) {
  const auto open = choices ? choices->find('[') : std::string::npos;
  const auto close = choices ? choices->find(']') : std::string::npos;
  if (open == std::string::npos || close == std::string::npos || close < open) return {};
  return choices->substr(open + 1, close - open - 1);
}

json container(const Files& files) {
  std::error_code none;
  if (std::filesystem::exists(files.root + "/.dockerenv", none)) return "docker";
  if (std::filesystem::exists(files.root + "/run/.containerenv", none)) return "podman";
  const std::string groups = files.text("/proc/1/cgroup").value_or("");
  for (const char* name : {"docker", "kubepods", "containerd", "lxc"})
    if (groups.find(name) != std::string::npos) return name;
  return {};
}

}  // namespace

json kernel_facts(const Files& files) {
  json weaknesses{{"mitigated", json::array()}, {"vulnerable", json::array()}};
  std::error_code error;
  std::filesystem::directory_iterator entry(files.root + "/sys/devices/system/cpu/vulnerabilities", error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename();
    const std::string text = files.text("/sys/devices/system/cpu/vulnerabilities/" + name).value_or("");
    if (text.starts_with("Mitigation")) weaknesses["mitigated"].push_back(name);
    if (text.starts_with("Vulnerable")) weaknesses["vulnerable"].push_back(name);
  }
  return {{"release", json_value(files.text("/proc/sys/kernel/osrelease"))},
          {"clocksource", json_value(files.text("/sys/devices/system/clocksource/clocksource0/current_clocksource"))},
          {"aslr", json_value(files.number("/proc/sys/kernel/randomize_va_space"))},
          {"transparent_hugepages", json_value(chosen(files.text("/sys/kernel/mm/transparent_hugepage/enabled")))},
          {"cpu_weaknesses", weaknesses},
          {"perf_event_paranoid", json_value(files.number("/proc/sys/kernel/perf_event_paranoid"))},
          {"irq_time_is_apart", json_value(irq_time_is_apart(files))},
          {"container", container(files)}};
}

json memory_facts(const Files& files) {
  const std::string text = files.text("/proc/meminfo").value_or("");
  const auto bytes = [&](std::string_view key) -> std::optional<long long> {
    const auto line = line_after(text, key);
    const auto kib = line ? leading_number(*line) : std::nullopt;
    return kib ? std::optional(*kib * 1024) : std::nullopt;
  };
  const auto swap = bytes("SwapTotal:"), swap_free = bytes("SwapFree:");
  return {{"total_bytes", json_value(bytes("MemTotal:"))},
          {"available_bytes", json_value(bytes("MemAvailable:"))},
          {"swap_used_bytes", swap && swap_free ? json(*swap - *swap_free) : json()}};
}

json limit_facts(const Files& files) {
  const CgroupLimits group = cgroup_limits(files);
  const bool soft = true, hard = false;
  return {{"descriptors_soft", rlimit(RLIMIT_NOFILE, soft)},
          {"descriptors_hard", rlimit(RLIMIT_NOFILE, hard)},
          {"processes_soft", rlimit(RLIMIT_NPROC, soft)},
          {"threads_max", json_value(files.number("/proc/sys/kernel/threads-max"))},
          {"pid_max", json_value(files.number("/proc/sys/kernel/pid_max"))},
          {"cgroup_pids", json_value(group.pids)},
          {"cgroup_cpus", json_value(group.cpus)}};
}

json network_facts(const Files& files) {
  json facts{{"somaxconn", json_value(files.number("/proc/sys/net/core/somaxconn"))},
             {"tcp_max_syn_backlog", json_value(files.number("/proc/sys/net/ipv4/tcp_max_syn_backlog"))},
             {"tcp_tw_reuse", json_value(files.number("/proc/sys/net/ipv4/tcp_tw_reuse"))},
             {"port_first", nullptr},
             {"port_last", nullptr},
             {"time_wait_count", nullptr}};
  int first = 0, last = 0;
  if (const auto range = files.text("/proc/sys/net/ipv4/ip_local_port_range"); range && sscanf(range->c_str(), "%d %d", &first, &last) == 2)
    facts.update({{"port_first", first}, {"port_last", last}});
  const auto tcp = line_after(files.text("/proc/net/sockstat").value_or(""), "TCP:");
  if (const auto at = tcp ? tcp->find(" tw ") : std::string::npos; at != std::string::npos)
    facts["time_wait_count"] = json_value(leading_number(std::string_view(*tcp).substr(at + 4)));
  return facts;
}

json machine_facts(const FactsOptions& options) {
  const CpuTopology topology = topology_of(options.files, options.allowed);
  const CpuPlan plan = plan_cpus(topology, options.server_cpus);
  json facts{{"cpu", cpu_facts(options.files, topology)},
             {"plan", plan_facts(plan)},
             {"kernel", kernel_facts(options.files)},
             {"memory", memory_facts(options.files)},
             {"limits", limit_facts(options.files)},
             {"network", network_facts(options.files)},
             {"build", build_facts()}};
  facts["load"] = load_facts(options);  // before the counters, which disturb every system call
  facts["counters"] = counter_facts();
  return facts;
}

}  // namespace harness
