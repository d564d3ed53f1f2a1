// Memory that the kernel holds, of the whole machine.
#include "harness/cost/kernel_memory.h"

#include <fmt/core.h>
#include <unistd.h>

namespace harness {

Reading<std::uint64_t> kernel_memory_bytes(const Files& files) {
  const auto meminfo = files.text("/proc/meminfo");
  if (!meminfo) return Absent{"/proc/meminfo cannot be read"};
  std::uint64_t sum = 0;
  for (const char* key : {"Slab:", "KernelStack:", "PageTables:"}) {
    const auto line = line_after(*meminfo, key);
    const auto kib = line ? leading_number(*line) : std::nullopt;
    if (!kib) return Absent{fmt::format("/proc/meminfo has no {}", key)};
    sum += static_cast<std::uint64_t>(*kib) * 1024;
  }
  const auto sockets = files.text("/proc/net/sockstat");
  const auto tcp = sockets ? line_after(*sockets, "TCP:") : std::nullopt;
  const auto at = tcp ? tcp->find("mem ") : std::string::npos;
  const auto pages = at == std::string::npos ? std::nullopt : leading_number(std::string_view(*tcp).substr(at + 4));
  if (!pages) return Absent{"/proc/net/sockstat has no memory of TCP"};
  return sum + static_cast<std::uint64_t>(*pages) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace harness
