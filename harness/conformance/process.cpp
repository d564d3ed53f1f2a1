// What /proc says about a server that is being checked.
#include "harness/conformance/process.h"

#include <fmt/core.h>

#include <filesystem>

#include "harness/conformance/client.h"

namespace harness::conformance {

ProcessCost look_at(pid_t pid) {
  auto reading = snapshot(pid);
  if (!reading) throw Broken(reading.reason());
  return *std::move(reading);
}

int open_descriptors(pid_t pid) {
  std::error_code gone;
  int count = 0;
  for (std::filesystem::directory_iterator entry(fmt::format("/proc/{}/fd", pid), gone), end; !gone && entry != end; entry.increment(gone))
    ++count;
  return count;
}

}  // namespace harness::conformance
