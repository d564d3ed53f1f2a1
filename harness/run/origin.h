#pragma once
// Whether rounds measured now may stand beside those that a results folder holds: same sources, same build, same machine.

#include <nlohmann/json.hpp>
#include <string>

#include "harness/plan/plan.h"

namespace harness {

/// Throws CannotMeasure, naming what was then and what is now, if the commit, uncommitted changes, the build, the machine or its CPUs are
/// not those of plan.json and environment.json. `then` and `now` are what harness/machine's environment() gives.
void check_same_origin(const std::string& folder, const Plan& plan, const nlohmann::json& then, const nlohmann::json& now);

}  // namespace harness
