#pragma once
// Makes a plan from a plan file, the registry and what the command line asks for.

#include <optional>
#include <string>
#include <vector>

#include "harness/plan/plan.h"

namespace harness {

/// What `run` was asked for; empty means as the plan file says.
struct Wishes {
  std::string plan = "quick";  // a name in plans/, or a file
  std::vector<std::string> workloads;
  std::vector<std::string> models;
  std::vector<std::string> backends;
  std::vector<std::string> ids;
  std::string load;  // a name of load_names(): only such cases of services
  std::vector<int> connections;
  std::vector<double> rates;
  std::vector<int> workers;
  std::vector<std::string> transports;
  std::vector<std::string> parameters;  // NAME=VALUE
  std::optional<int> rounds;
  std::optional<int> slices;
  std::optional<int> slice_ms;
};

/// Throws UsageError naming the flag or file: an unknown plan, a filter that matches nothing (with near misses), a malformed file.
Plan build_plan(const Wishes& wishes, const std::vector<int>& server_cpus, const std::vector<int>& generator_cpus);

}  // namespace harness
