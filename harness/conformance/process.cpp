// Reads /proc/<pid>. A process that is gone reads as zero: whoever talks to it finds out.
#include "harness/conformance/process.h"

#include <fmt/core.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace harness::conformance {
namespace {

// A line of /proc/<pid>/status: its first number.
std::size_t status(pid_t pid, const std::string& key) {
  std::ifstream file(fmt::format("/proc/{}/status", pid));
  for (std::string word; file >> word;)
    if (word == key) {
      std::size_t value = 0;
      file >> value;
      return value;
    }
  return 0;
}

}  // namespace

std::size_t resident_bytes(pid_t pid) { return status(pid, "VmRSS:") * 1024; }

int threads(pid_t pid) { return static_cast<int>(status(pid, "Threads:")); }

int open_descriptors(pid_t pid) {
  std::error_code gone;
  int count = 0;
  for (std::filesystem::directory_iterator entry(fmt::format("/proc/{}/fd", pid), gone), end; !gone && entry != end; entry.increment(gone))
    ++count;
  return count;
}

std::chrono::nanoseconds runnable_time(pid_t pid) {
  std::error_code gone;
  std::int64_t total = 0;
  for (std::filesystem::directory_iterator entry(fmt::format("/proc/{}/task", pid), gone), end; !gone && entry != end;
       entry.increment(gone)) {
    std::ifstream file(entry->path() / "schedstat");
    std::int64_t ran = 0;
    std::int64_t waited = 0;
    if (file >> ran >> waited) total += ran + waited;
  }
  return std::chrono::nanoseconds(total);
}

}  // namespace harness::conformance
