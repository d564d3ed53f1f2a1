#pragma once
// Verifies a computation by reference answers, in a process of its own.

#include <optional>
#include <string>
#include <vector>

#include "workloads/registry.h"

namespace harness::conformance {

/// One computation to run.
struct ComputationCase {
  const workloads::ComputationEntry* entry;
  workloads::Parameters parameters;
  int workers;
  std::string name() const;  ///< "fib n=22, 2 workers"
};

/// The smallest size, the next two, and that of a quick run, for the first parameter; the others together at their quick value, at
/// their minimum and at their standard value.
std::vector<workloads::Parameters> sizes_of(const workloads::Workload& workload);

/// Every workload of the implementation at several sizes and numbers of workers.
std::vector<ComputationCase> computation_cases(const workloads::Implementation& implementation);

/// Runs it with three nonces in a child process, in these surroundings, and compares the digests. A sentence if one differs, or the child
/// crashes, or does not end in time.
std::optional<std::string> verify_computation(const ComputationCase& tried, const workloads::Surroundings& surroundings);

}  // namespace harness::conformance
