// From the registry to a computation ready to run.
#include "harness/computation/open.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/errors.h"

namespace harness {

std::unique_ptr<workloads::Computation> open_computation(const workloads::Implementation& implementation, std::string_view workload,
                                                         const workloads::Parameters& parameters, int workers,
                                                         const workloads::Surroundings& surroundings) {
  const auto& traits = implementation.traits;
  if (workers < 1 || workers > traits.max_workers)
    throw UsageError(fmt::format("--workers {}: {} takes 1 to {} ({})", workers, implementation.id(), traits.max_workers,
                                 traits.limit_reason.empty() ? "at least one thread must work" : traits.limit_reason));
  if (const auto* known = workloads::find_workload(workload); known != nullptr && known->units != nullptr)
    if (const auto units = known->units(parameters); units > traits.max_units)
      throw UsageError(fmt::format("--param: {} takes at most {} {}s, this is {} ({})", implementation.id(), traits.max_units,
                                   workloads::shape_named(known->shape).unit, units, traits.limit_reason));
  if (const std::string reason = implementation.refusal(parameters); !reason.empty())
    throw UsageError(fmt::format("--param: {} refuses: {}", implementation.id(), reason));
  const auto& entries = std::get<std::vector<workloads::ComputationEntry>>(implementation.body);
  const auto entry = std::ranges::find(entries, workload, &workloads::ComputationEntry::workload);
  return entry == entries.end() ? nullptr : entry->make(parameters, workers, surroundings);
}

}  // namespace harness
