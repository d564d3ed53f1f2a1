#pragma once
// What a result has to say about the machine and the build that it comes from.

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "harness/machine/cpus.h"
#include "harness/machine/files.h"

namespace harness {

struct FactsOptions {
  Files files;  ///< where /proc and /sys are
  std::vector<int> allowed = allowed_cpus();
  std::string server_cpus;               ///< the value of --server-cpus
  std::chrono::milliseconds probe{200};  ///< how long steal and foreign load are watched; 0: not at all
};

/// Objects "cpu", "plan", "kernel", "memory", "load", "limits", "network", "counters", "build"; units are in the keys, and what this
/// machine does not tell, or does not limit, is null. Takes as long as the probe and some tens of milliseconds. Throws UsageError for
/// `server_cpus`.
nlohmann::json machine_facts(const FactsOptions& options = {});

/// Its parts.
nlohmann::json cpu_facts(const Files& files, const CpuTopology& topology);
nlohmann::json kernel_facts(const Files& files);
nlohmann::json memory_facts(const Files& files);
nlohmann::json limit_facts(const Files& files);
nlohmann::json network_facts(const Files& files);
nlohmann::json build_facts();

/// Of build_facts: the first seven digits, or "unknown".
std::string short_commit(const nlohmann::json& build);

/// A fact by its path ("/cpu/turbo"), or nothing if it is null or missing. Throws if it has another type.
template <class T>
std::optional<T> fact(const nlohmann::json& facts, std::string_view path) {
  const nlohmann::json::json_pointer pointer{std::string(path)};
  if (!facts.contains(pointer) || facts.at(pointer).is_null()) return {};
  return facts.at(pointer).get<T>();
}

}  // namespace harness
