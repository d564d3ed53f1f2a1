#pragma once
// Verifies a `fork_join` implementation by reference answers, in a process of its own.

#include <optional>
#include <string>
#include <vector>

#include "workloads/registry.h"

namespace harness::conformance {

/// One tree to visit.
struct ForkJoinCase {
  const workloads::ForkJoinEntry* entry;
  workloads::Parameters parameters;
  int workers;
  std::string name() const;  ///< "fib n=22, 2 workers"
};

/// Every workload of the implementation at several sizes and numbers of workers.
std::vector<ForkJoinCase> fork_join_cases(const workloads::Implementation& implementation);

/// Visits the tree with three nonces in a child process and compares the digests. A sentence if one differs, or the child
/// crashes, or does not end in time.
std::optional<std::string> verify_fork_join(const ForkJoinCase& tried);

}  // namespace harness::conformance
