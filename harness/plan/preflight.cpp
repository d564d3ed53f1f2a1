// Descriptors, connections upstream and ports that a plan needs.
#include "harness/plan/preflight.h"

#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>

#include "harness/cost/kernel_file.h"
#include "harness/errors.h"
#include "harness/upstream/upstream.h"
#include "workloads/calls_upstream.h"

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

// Descriptors or connections that are needed: some whatever the number of calls, the others for each call of a request.
struct Need {
  std::uint64_t fixed = 0;
  std::uint64_t a_call = 0;

  std::uint64_t with(std::uint64_t calls) const { return fixed + a_call * calls; }
  Need operator+(const Need& other) const { return {.fixed = fixed + other.fixed, .a_call = a_call + other.a_call}; }

  // What to ask for instead, as the end of a sentence.
  std::string fix(std::uint64_t limit) const {
    const std::uint64_t calls = fixed < limit && a_call > 0 ? (limit - fixed) / a_call : 0;
    return calls > 0 ? fmt::format("ask for at most --param calls={}", calls) : "ask for fewer connections";
  }
};

// Of a server's connections upstream. Models that wait within a call make those of a request one after another.
Need upstream_of(const workloads::Implementation& server, std::uint64_t connections, std::uint64_t tries) {
  const bool one_after_another = server.model == "blocking" || server.model == "multithreaded";
  return one_after_another ? Need{.fixed = connections * tries, .a_call = 0} : Need{.fixed = 0, .a_call = connections * tries};
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
    LoadedServers loaded{.load = fmt::format("case {}: --connections {}", one.id, connections),
                         .servers = {},
                         .workload = one.workload,
                         .parameters = one.parameters,
                         .connections = one.load.at_most()};
    for (const Contestant& contestant : one.contestants) {
      if (contestant.role == Role::null) continue;  // it calls nobody
      if (!one.sliced) loaded.servers.clear();
      loaded.servers.push_back(workloads::find_implementation(one.shape, contestant.id));
      if (!one.sliced) check_calls(loaded);
    }
    if (one.sliced) check_calls(loaded);
    if (one.load.transport == Transport::tcp && one.load.at_most() > local_ports())
      throw CannotMeasure(fmt::format(
          "case {}: --connections {} needs more local ports than the {} there are: sysctl net.ipv4.ip_local_port_range='1024 65535'",
          one.id, connections, local_ports()));
  }
}

void check_calls(const LoadedServers& loaded) {
  const workloads::CallsUpstream asked = workloads::calls_upstream(loaded.workload, loaded.parameters);
  if (asked.calls == 0) return;
  const std::string what = fmt::format("{} with calls={}{}", loaded.load, asked.calls, asked.tries > 1 ? " and hedging" : "");
  rlimit descriptors{};
  check(getrlimit(RLIMIT_NOFILE, &descriptors), "getrlimit");
  Need all;
  for (const workloads::Implementation* server : loaded.servers) {
    const auto connections = static_cast<std::uint64_t>(std::min(loaded.connections, server->traits.max_connections));
    const Need upstream = upstream_of(*server, connections, asked.tries);
    const Need own = upstream + Need{.fixed = connections + spare_descriptors, .a_call = 0};
    const std::uint64_t needed = own.with(asked.calls);
    if (needed > descriptors.rlim_cur)
      throw CannotMeasure(fmt::format("{} may need {} descriptors in {}, the limit is {}: raise it with `ulimit -n {}`, or {}", what,
                                      needed, server->id(), descriptors.rlim_cur, needed, own.fix(descriptors.rlim_cur)));
    all = all + upstream;
  }
  const std::uint64_t needed = all.with(asked.calls);
  const std::uint64_t taken = most_redis_connections();
  if (!loaded.own_upstream || needed <= taken) return;
  const std::string more = needed <= most_redis_clients ? fmt::format("raise it with `ulimit -n {}`, or ", needed + redis_descriptors) : "";
  throw CannotMeasure(fmt::format("{} may need {} connections to redis-server, which takes at most {}: {}{}{}", what, needed, taken, more,
                                  all.fix(taken), loaded.servers.size() > 1 ? ", or name fewer with --impl" : ""));
}

}  // namespace harness
