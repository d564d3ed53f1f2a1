#pragma once
// What `run` was asked for, and whether anything registered or planned answers to it.

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

/// Throws UsageError, with near misses, if a filter's flag holds a word that nothing registered has.
void check_filters(const Wishes& wishes);

/// Throws UsageError if a --param names what no case of the plan has.
void check_parameters(const Wishes& wishes, const Plan& plan);

/// Whether the filters let this implementation through.
bool passes(const Wishes& wishes, const workloads::Implementation& one);

/// Whether a part of the plan's contestants or loads was asked for: atoms are neither.
bool narrowed(const Wishes& wishes);

}  // namespace harness
