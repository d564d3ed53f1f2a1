// Descriptors, ports and threads that a plan needs.
#include "harness/plan/preflight.h"

#include <fmt/core.h>
#include <sys/resource.h>

#include <cstdio>

#include "harness/cost/kernel_file.h"
#include "harness/errors.h"

namespace harness {
namespace {

constexpr rlim_t spare_descriptors = 200;  // of the program itself: epoll, pipes, files

// Ports of one destination; a source port may be used again towards another server.
long local_ports() {
  const auto text = read_kernel_file("/proc/sys/net/ipv4/ip_local_port_range");
  long first = 0;
  long last = 0;
  if (!text || std::sscanf(text->c_str(), "%ld %ld", &first, &last) != 2) return 28'000;
  return last - first + 1;
}

}  // namespace

void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);  // where this is refused, check_limits says what is missing
}

void check_limits(const Plan& plan) {
  rlimit descriptors{};
  check(getrlimit(RLIMIT_NOFILE, &descriptors), "getrlimit");
  for (const Case& one : plan.cases) {
    if (one.load.model == LoadModel::none) continue;
    const auto connections = static_cast<rlim_t>(one.load.at_most());
    const rlim_t at_once = one.sliced ? connections * one.contestants.size() : connections;
    if (at_once + spare_descriptors > descriptors.rlim_cur)
      throw CannotMeasure(fmt::format("case {}: --connections {}{} needs {} descriptors, the limit is {}: raise it with `ulimit -n {}`{}",
                                      one.id, connections, one.sliced ? fmt::format(" to each of {} servers", one.contestants.size()) : "",
                                      at_once + spare_descriptors, descriptors.rlim_cur, at_once + spare_descriptors,
                                      one.sliced ? ", or name fewer with --impl" : ""));
    if (one.load.transport == Transport::tcp && one.load.at_most() > local_ports())
      throw CannotMeasure(fmt::format(
          "case {}: --connections {} needs more local ports than the {} there are: sysctl net.ipv4.ip_local_port_range='1024 65535'",
          one.id, connections, local_ports()));
  }
}

}  // namespace harness
