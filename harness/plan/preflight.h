#pragma once
// Limits of the machine that a plan would hit, found before anything starts.

#include <string>
#include <vector>

#include "harness/plan/plan.h"

namespace harness {

/// Raises the soft limit of descriptors to the hard one: ours to use, and no one else's business.
void raise_descriptor_limit();

/// Throws CannotMeasure, naming the case, the flag and the limit with its fix, if a case needs more descriptors in the generator or in
/// a server, more connections upstream, or more local ports than this machine allows.
void check_limits(const Plan& plan);

/// Servers that run at once, under the same load.
struct LoadedServers {
  std::string load;  ///< how a sentence about it begins: "--connections 64"
  std::vector<const workloads::Implementation*> servers;
  std::string_view workload;
  const workloads::Parameters& parameters;  // complete
  int connections = 1;                      ///< to each
  bool own_upstream = true;                 ///< what they call is started by us
};

/// Throws CannotMeasure, naming flag, limit and fix, if they may need more descriptors or connections upstream than there are when every
/// connection has a request under way: each call of a request takes a connection of its own.
void check_calls(const LoadedServers& loaded);

}  // namespace harness
