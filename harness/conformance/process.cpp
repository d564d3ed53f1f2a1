// What /proc says about a server that is being checked.
#include "harness/conformance/process.h"

#include "harness/conformance/client.h"

namespace harness::conformance {

ProcessCost look_at(pid_t pid) {
  auto reading = snapshot(pid);
  if (!reading) throw Broken(reading.reason());
  return *std::move(reading);
}

}  // namespace harness::conformance
