#pragma once
// Watching the CPUs of a plan during a round, as the results say it.

#include <nlohmann/json.hpp>

#include "harness/machine/watch.h"
#include "harness/plan/plan.h"

namespace harness {

/// The server's and the generator's CPUs, each once.
std::vector<int> watched_cpus(const Plan& plan);

/// {steal_share, foreign_cpu_share, psi_share if the kernel has it, disturbed, sentence}.
nlohmann::json to_json(const Disturbance& found);

}  // namespace harness
