#pragma once
// What a request of a workload asks of the server upstream at once: from it follows how many connections a load may need.

#include <cstdint>
#include <string_view>

#include "workloads/parameters.h"

namespace workloads {

/// Calls of one request under way together, each with a connection to itself, and how many tries of one call may be.
struct CallsUpstream {
  std::uint64_t calls = 0;
  std::uint64_t tries = 0;
};

/// Of the workload of this name, with complete parameters; nothing where a request calls nobody.
CallsUpstream calls_upstream(std::string_view workload, const Parameters& parameters);

}  // namespace workloads
