// What kind of CPUs these are, and how their speed may change.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "harness/machine/facts.h"
#include "harness/machine/json_value.h"

namespace harness {
namespace {

std::optional<std::string> after_colon(std::string_view text, std::string_view key) {
  const auto line = line_after(text, key);
  if (!line || !line->starts_with(':')) return {};
  return std::string(trimmed(std::string_view(*line).substr(1)));
}

std::optional<bool> turbo(const Files& files) {
  if (const auto off = files.number("/sys/devices/system/cpu/intel_pstate/no_turbo")) return *off == 0;
  if (const auto on = files.number("/sys/devices/system/cpu/cpufreq/boost")) return *on != 0;
  return {};
}

// The makers' names that virtual machines give themselves, where the CPU has no flag for it (ARM).
std::optional<std::string> hypervisor(const Files& files, const std::string& cpuinfo) {
  const std::string vendor = files.text("/sys/class/dmi/id/sys_vendor").value_or("");
  const std::string product = files.text("/sys/class/dmi/id/product_name").value_or("");
  const std::string name = std::string(trimmed(vendor + " " + product));
  for (const char* known : {"QEMU", "KVM", "VMware", "VirtualBox", "Xen", "Amazon EC2", "Google Compute", "Virtual Machine", "OpenStack"})
    if (name.find(known) != std::string::npos && name.find(".metal") == std::string::npos) return name;
  if (const auto type = files.text("/sys/hypervisor/type")) return *type;
  const std::string flags = " " + after_colon(cpuinfo, "flags\t\t").value_or(after_colon(cpuinfo, "flags").value_or("")) + " ";
  if (flags.find(" hypervisor ") != std::string::npos) return name.empty() ? "unnamed" : name;
  return {};
}

// The distinct contents of one cpufreq file over the CPUs.
std::vector<std::string> distinct(const Files& files, const std::vector<int>& cpus, std::string_view name) {
  std::set<std::string> values;
  for (const int cpu : cpus)
    if (const auto text = files.text(fmt::format("/sys/devices/system/cpu/cpu{}/cpufreq/{}", cpu, name))) values.insert(*text);
  return {values.begin(), values.end()};
}

}  // namespace

nlohmann::json cpu_facts(const Files& files, const CpuTopology& topology) {
  const std::string cpuinfo = files.text("/proc/cpuinfo").value_or("");
  const auto online = files.text("/sys/devices/system/cpu/online");
  const auto nodes = files.text("/sys/devices/system/node/online");
  const auto node_list = nodes ? parse_cpu_list(*nodes) : std::nullopt;
  const auto drivers = distinct(files, topology.allowed, "scaling_driver");
  const auto max_khz = files.number(fmt::format("/sys/devices/system/cpu/cpu{}/cpufreq/cpuinfo_max_freq", topology.allowed.front()));
  const bool smt = std::ranges::any_of(topology.cores, [](const std::vector<int>& core) { return core.size() > 1; });
  return {{"model", json_value(after_colon(cpuinfo, "model name\t"))},
          {"online", json_value(online)},
          {"allowed", to_cpu_list(topology.allowed)},
          {"allowed_count", topology.allowed.size()},
          {"cores_count", topology.cores.size()},
          {"smt", smt},
          {"numa_nodes_count", json_value(node_list ? std::optional(node_list->size()) : std::nullopt)},
          {"governors", distinct(files, topology.allowed, "scaling_governor")},
          {"frequency_driver", json_value(drivers.empty() ? std::nullopt : std::optional(drivers.front()))},
          {"max_frequency_mhz", json_value(max_khz ? std::optional(*max_khz / 1000) : std::nullopt)},
          {"turbo", json_value(turbo(files))},
          {"hypervisor", json_value(hypervisor(files, cpuinfo))}};
}

}  // namespace harness
