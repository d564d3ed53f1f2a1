#pragma once
// What /proc says about a server that is being checked.

#include <sys/types.h>

#include "harness/cost/process_cost.h"

namespace harness::conformance {

/// Memory, threads and time now. Throws Broken if the process has ended.
ProcessCost look_at(pid_t pid);

}  // namespace harness::conformance
