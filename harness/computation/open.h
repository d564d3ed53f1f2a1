#pragma once
// From the registry to a computation ready to run.

#include <memory>

#include "workloads/registry.h"

namespace harness {

/// The cell of `implementation` filled with a workload, or null if it has none for it.
/// Throws UsageError, naming the flag, if the implementation does not take that many workers or units, or refuses the parameters.
std::unique_ptr<workloads::Computation> open_computation(const workloads::Implementation& implementation, std::string_view workload,
                                                         const workloads::Parameters& parameters, int workers,
                                                         const workloads::Surroundings& surroundings);

}  // namespace harness
