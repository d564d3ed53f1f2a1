// Watching the CPUs of a plan during a round.
#include "harness/run/watched.h"

#include <algorithm>

namespace harness {

std::vector<int> watched_cpus(const Plan& plan) {
  std::vector<int> cpus = plan.server_cpus;
  for (const int cpu : plan.generator_cpus)
    if (std::ranges::find(cpus, cpu) == cpus.end()) cpus.push_back(cpu);
  return cpus;
}

nlohmann::json to_json(const Disturbance& found) {
  nlohmann::json out{{"steal_share", found.steal_share},
                     {"foreign_cpu_share", found.foreign_share},
                     {"disturbed", found.disturbed},
                     {"sentence", found.sentence}};
  if (found.psi_share) out["psi_share"] = *found.psi_share;
  return out;
}

}  // namespace harness
