#pragma once
// What is outside the process and a workload cannot do without: the harness provides it and says where it is.

#include <string>
#include <type_traits>

#include "workloads/parameters.h"

namespace workloads {

/// Where the thing is that a workload `needs`: a server ("127.0.0.1:6379", "unix:/path") or a file ("/path"). Empty if it needs nothing,
/// or if the workload is only asked about itself.
struct Surroundings {
  std::string address;
};

/// A workload of these parameters, told where it is if it asks for that.
template <class W>
W make_workload(const Parameters& parameters, const Surroundings& surroundings) {
  if constexpr (std::is_constructible_v<W, const Parameters&, const Surroundings&>)
    return W(parameters, surroundings);
  else
    return W(parameters);
}

}  // namespace workloads
