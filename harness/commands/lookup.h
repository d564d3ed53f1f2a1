#pragma once
// Turns what a user typed into entries of the registry, or into a UsageError that lists near misses.

#include <string>
#include <string_view>
#include <vector>

#include "workloads/registry.h"

namespace harness {

/// Throws UsageError, listing the nearest names, if there is none.
const workloads::Workload& workload_named(std::string_view name);
const workloads::Workload& workload_of_shape(std::string_view name, std::string_view shape);
const workloads::Workload& workload_of_computation(std::string_view name);
const workloads::Workload& service_workload(std::string_view name);
const workloads::Implementation& implementation_of(std::string_view shape, std::string_view id);

/// Passes an implementation on, or throws CannotMeasure with its reason if this machine or build cannot run it.
const workloads::Implementation& available(const workloads::Implementation& implementation);

/// Parses NAME=VALUE pairs and completes them by standard values. Throws UsageError naming the pair.
workloads::Parameters parse_parameters(const workloads::Workload& workload, const std::vector<std::string>& pairs);

/// Up to three of `candidates` that are nearest to `wanted` by edit distance or hold it as a part, as "; near: a, b, c", or empty.
std::string near_misses(std::string_view wanted, const std::vector<std::string>& candidates);

}  // namespace harness
