#pragma once
// Makes a plan from a plan file, the registry and what the command line asks for.

#include <vector>

#include "harness/plan/plan.h"
#include "harness/plan/wishes.h"

namespace harness {

/// Throws UsageError naming the flag or file: an unknown plan, a filter that matches nothing (with near misses), a malformed file.
Plan build_plan(const Wishes& wishes, const std::vector<int>& server_cpus, const std::vector<int>& generator_cpus);

}  // namespace harness
