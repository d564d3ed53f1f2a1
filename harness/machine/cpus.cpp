// Lists of CPUs, and how server and generator share them out.
#include "harness/machine/cpus.h"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <sched.h>

#include <algorithm>
#include <charconv>

#include "harness/errors.h"

namespace harness {
namespace {

constexpr int most_cpus = 1 << 16;

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || value >= most_cpus) return {};
  return value;
}

bool contains(const std::vector<int>& cpus, int cpu) { return std::ranges::find(cpus, cpu) != cpus.end(); }

// The order in which CPUs are given out: one of each core first, the core of CPU 0 last in each turn; then the siblings.
std::vector<int> by_preference(const CpuTopology& topology) {
  auto cores = topology.cores;
  std::ranges::stable_sort(cores, {}, [](const std::vector<int>& core) { return contains(core, 0); });
  std::vector<int> order;
  for (std::size_t sibling = 0; order.size() < topology.allowed.size(); ++sibling)
    for (const auto& core : cores)
      if (sibling < core.size()) order.push_back(core[sibling]);
  return order;
}

std::vector<int> asked_for(const CpuTopology& topology, std::string_view flag) {
  const std::string ours = to_cpu_list(topology.allowed);
  if (const auto count = whole_number(flag)) {
    if (*count < 1) throw UsageError("--server-cpus 0: a server needs at least one CPU");
    auto order = by_preference(topology);
    if (static_cast<std::size_t>(*count) >= order.size())
      throw UsageError(order.size() < 2
                           ? fmt::format("--server-cpus {} leaves no CPU for the generator: this process may use only CPU {}", flag, ours)
                           : fmt::format("--server-cpus {} leaves no CPU for the generator: this process may use {} ({}), so at most {}",
                                         flag, order.size(), ours, order.size() - 1));
    order.resize(static_cast<std::size_t>(*count));
    std::ranges::sort(order);
    return order;
  }
  const auto list = parse_cpu_list(flag);
  if (!list)
    throw UsageError(fmt::format("--server-cpus '{}' is neither a number of CPUs (as 2) nor a list of them (as 1,3 or 1-1)", flag));
  for (const int cpu : *list)
    if (!contains(topology.allowed, cpu))
      throw UsageError(fmt::format("--server-cpus {}: CPU {} is not among those that this process may use ({})", flag, cpu, ours));
  if (list->size() == topology.allowed.size())
    throw UsageError(fmt::format("--server-cpus {} leaves no CPU for the generator: this process may use no other than {}", flag, ours));
  return *list;
}

}  // namespace

std::optional<std::vector<int>> parse_cpu_list(std::string_view text) {
  std::vector<int> cpus;
  while (true) {
    const auto comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    const auto dash = part.find('-');
    const auto first = whole_number(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : whole_number(part.substr(dash + 1));
    if (!first || !last || *last < *first) return {};
    for (int cpu = *first; cpu <= *last; ++cpu) cpus.push_back(cpu);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  std::ranges::sort(cpus);
  cpus.erase(std::unique(cpus.begin(), cpus.end()), cpus.end());
  return cpus;
}

std::string to_cpu_list(const std::vector<int>& cpus) {
  std::vector<std::string> parts;
  for (std::size_t first = 0, last; first < cpus.size(); first = last + 1) {
    for (last = first; last + 1 < cpus.size() && cpus[last + 1] == cpus[last] + 1;) ++last;
    parts.push_back(first == last ? fmt::format("{}", cpus[first]) : fmt::format("{}-{}", cpus[first], cpus[last]));
  }
  return fmt::format("{}", fmt::join(parts, ","));
}

void pin_this_thread(const std::vector<int>& cpus) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int cpu : cpus) CPU_SET(static_cast<std::size_t>(cpu), &set);
  check(sched_setaffinity(0, sizeof set, &set), "sched_setaffinity");
}

std::vector<int> allowed_cpus() {
  for (int size = CPU_SETSIZE; size <= most_cpus; size *= 2) {  // the kernel refuses a set smaller than its own
    cpu_set_t* set = CPU_ALLOC(static_cast<std::size_t>(size));
    const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(size));
    std::vector<int> cpus;
    if (sched_getaffinity(0, bytes, set) == 0)
      for (int cpu = 0; cpu < size; ++cpu)
        if (CPU_ISSET_S(static_cast<std::size_t>(cpu), bytes, set)) cpus.push_back(cpu);
    CPU_FREE(set);
    if (!cpus.empty()) return cpus;
  }
  throw_errno("sched_getaffinity");
}

bool CpuTopology::same_core(int one, int other) const {
  return std::ranges::any_of(cores, [&](const std::vector<int>& core) { return contains(core, one) && contains(core, other); });
}

CpuTopology topology_of(const Files& files, const std::vector<int>& allowed) {
  CpuTopology topology{.allowed = allowed, .cores = {}};
  for (const int cpu : allowed) {
    if (topology.same_core(cpu, cpu)) continue;
    const auto text = files.text(fmt::format("/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list", cpu));
    std::vector<int> core;
    for (const int sibling : (text ? parse_cpu_list(*text) : std::nullopt).value_or(std::vector{cpu}))
      if (contains(allowed, sibling)) core.push_back(sibling);
    topology.cores.push_back(contains(core, cpu) ? core : std::vector{cpu});
  }
  return topology;
}

CpuPlan plan_cpus(const CpuTopology& topology, std::string_view server_cpus) {
  const auto order = by_preference(topology);
  CpuPlan plan;
  if (server_cpus.empty())
    plan.server = {order.front()};
  else
    plan.server = asked_for(topology, server_cpus);

  std::vector<int> left;
  for (const int cpu : order)
    if (!contains(plan.server, cpu)) left.push_back(cpu);
  if (left.empty()) return {.server = plan.server, .generator = plan.server, .disjoint = false, .shares_core = true};
  const auto meets_server = [&](int cpu) {
    return std::ranges::any_of(plan.server, [&](int server) { return topology.same_core(cpu, server); });
  };
  const auto alone = std::ranges::find_if_not(left, meets_server);
  plan.generator = {alone != left.end() ? *alone : left.front()};
  plan.shares_core = meets_server(plan.generator.front());
  return plan;
}

}  // namespace harness
