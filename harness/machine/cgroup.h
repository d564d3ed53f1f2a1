#pragma once
// What the control group of this process (a container's, a service's) limits.

#include <optional>
#include <string>

#include "harness/machine/files.h"

namespace harness {

/// The tightest limits from our group up to the root, of version 2 or 1. Absent where there is none.
struct CgroupLimits {
  std::optional<double> cpus;     ///< CPU quota over its period: 0.5 is half a CPU
  std::optional<long long> pids;  ///< processes and threads
};
CgroupLimits cgroup_limits(const Files& files);

}  // namespace harness
