// Servers and files that workloads need outside the process.
#include "harness/upstream/upstream.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

#include "harness/cost/process_clock.h"

namespace harness {

const std::vector<UpstreamKind>& upstream_kinds() {
  static const std::vector<UpstreamKind> kinds{
      {.need = "redis", .parameter = "", .start = start_redis},
      {.need = "http", .parameter = "", .start = start_http},
  };
  return kinds;
}

workloads::Surroundings Upstreams::around(const workloads::Workload& workload, const workloads::Parameters& parameters) {
  if (workload.needs.empty()) return {};
  const auto kind = std::ranges::find(upstream_kinds(), workload.needs, &UpstreamKind::need);
  if (kind == upstream_kinds().end())
    throw std::logic_error(fmt::format("{} needs '{}', which harness/upstream does not start", workload.name, workload.needs));
  const std::int64_t value = kind->parameter.empty() ? 0 : parameters.find(kind->parameter)->second;
  std::unique_ptr<Upstream>& one = running_[{kind->need, value}];
  if (one && !one->running()) one.reset();
  if (!one) one = kind->start({.parameters = parameters, .cpus = cpus_, .program = program_});
  return {.address = one->address()};
}

std::vector<pid_t> Upstreams::processes() const {
  std::vector<pid_t> all;
  for (const auto& [key, one] : running_)
    if (one) std::ranges::copy(one->processes(), std::back_inserter(all));
  return all;
}

std::chrono::nanoseconds Upstreams::cpu() const {
  std::chrono::nanoseconds sum{};
  for (const pid_t pid : processes())
    if (const auto clock = ProcessClock::of(pid)) sum += clock->now().value_or(std::chrono::nanoseconds(0));
  return sum;
}

}  // namespace harness
