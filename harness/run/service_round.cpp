// Rounds of services: in slices over all contestants at once, or one launch after another.
#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <numeric>

#include "harness/errors.h"
#include "harness/machine/watch.h"
#include "harness/run/service_launch.h"

namespace harness {
namespace {

using nlohmann::json;

std::unique_ptr<workloads::StreamWorkload> open_workload(const Case& one) {
  return workloads::find_workload(one.workload)->open_stream(one.parameters);
}

std::vector<std::size_t> shuffled(std::size_t count, std::mt19937_64& random) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::shuffle(order, random);
  return order;
}

std::vector<int> watched_cpus(const Plan& plan) {
  std::vector<int> cpus = plan.server_cpus;
  for (const int cpu : plan.generator_cpus)
    if (std::ranges::find(cpus, cpu) == cpus.end()) cpus.push_back(cpu);
  return cpus;
}

json to_json(const Disturbance& found) {
  json out{{"steal_share", found.steal_share}, {"foreign_cpu_share", found.foreign_share}, {"disturbed", found.disturbed}, {"sentence", found.sentence}};
  if (found.psi_share) out["psi_share"] = *found.psi_share;
  return out;
}

// The reference's median over this contestant's, for the status line only: the report concludes.
std::string running_ratio(const ServiceLaunch& one, const ServiceLaunch& reference) {
  if (one.median_cpu_per_request() == 0 || reference.median_cpu_per_request() == 0) return one.id();
  return fmt::format("{} {:.3f} × {}", one.id(), one.median_cpu_per_request() / reference.median_cpu_per_request(), reference.id());
}

}  // namespace

std::vector<json> measure_sliced_services(const RoundOptions& options) {
  const Case& one = options.one;
  auto random = round_random(options);
  const auto workload = open_workload(one);

  std::vector<std::unique_ptr<ServiceLaunch>> launches(one.contestants.size());
  int order = 0;
  for (const std::size_t i : shuffled(launches.size(), random)) {
    options.progress("starting " + one.contestants[i].id, 0);
    launches[i] = std::make_unique<ServiceLaunch>(options, one.contestants[i], *workload, order++);
    launches[i]->warm_up();
  }

  std::vector<pid_t> own{getpid()};
  for (const auto& launch : launches)
    if (launch->fine()) own.push_back(launch->pid());
  Watch watch(watched_cpus(options.plan), own);
  watch.start();
  for (const auto& launch : launches) launch->begin_account();
  for (int slice = 0; slice < one.slices; ++slice) {
    options.progress(fmt::format("slice {}/{} · {}", slice + 1, one.slices, running_ratio(*launches.back(), *launches.front())),
                     static_cast<double>(slice) / one.slices);
    for (const std::size_t i : shuffled(launches.size(), random)) launches[i]->visit(slice);
  }
  for (const auto& launch : launches) launch->end_account();
  const json disturbance = to_json(watch.finish());

  if (options.round == 0)
    for (const auto& launch : launches) launch->count_events();
  std::vector<json> results;
  for (const auto& launch : launches) {
    launch->stop();
    results.push_back(launch->result());
    results.back()["disturbance"] = disturbance;
  }
  return results;
}

std::vector<json> measure_services_alone(const RoundOptions& options) {
  const Case& one = options.one;
  auto random = round_random(options);
  const auto workload = open_workload(one);
  const Arrivals arrivals =
      draw_arrivals(one.load.arrivals, one.load.rate_per_s, one.lead_in + one.duration, options.plan.seed + static_cast<std::uint64_t>(options.round));

  std::vector<json> results(one.contestants.size());
  int order = 0;
  for (const std::size_t i : shuffled(results.size(), random)) {
    options.progress(one.contestants[i].id, static_cast<double>(order) / static_cast<double>(results.size()));
    ServiceLaunch launch(options, one.contestants[i], *workload, order++);
    launch.warm_up();
    Watch watch(watched_cpus(options.plan), {getpid(), launch.pid()});
    watch.start();
    launch.begin_account();
    launch.run_open(arrivals);
    launch.end_account();
    const json disturbance = to_json(watch.finish());
    launch.stop();
    results[i] = launch.result();
    results[i]["disturbance"] = disturbance;
  }
  return results;
}

}  // namespace harness
