#pragma once
// The last part of a run: what atoms cost on this machine, measured in a process of its own.

#include <string>

#include "harness/plan/plan.h"
#include "harness/run/results.h"

namespace harness {

/// Writes atoms.json, in Google Benchmark's own schema, unless the plan asks for none or it is there already. Returns what to
/// tell the user: empty, or one sentence why there is none or why a part of it is missing.
std::string measure_atoms(const Plan& plan, const Results& results, const std::string& program = "/proc/self/exe");

}  // namespace harness
