// Rounds of services: in slices over all contestants at once, or one launch after another.
#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "harness/errors.h"
#include "harness/run/order.h"
#include "harness/run/service_launch.h"
#include "harness/run/watched.h"

namespace harness {
namespace {

using nlohmann::json;

Clients open_clients(const Case& one) {
  const auto& workload = *workloads::find_workload(one.workload);
  Clients clients;
  if (workload.open_service != nullptr)
    clients.service = workload.open_service(one.parameters);
  else
    clients.broadcast = workload.open_broadcast(one.parameters);
  return clients;
}

using Stressor = Found (*)(const Subject&);

// Null for the plain open loop.
Stressor stressor_of(LoadModel model) {
  switch (model) {
    case LoadModel::overload:
      return overload;
    case LoadModel::slo:
      return search_slo;
    case LoadModel::churn:
      return churn;
    case LoadModel::crowd:
      return crowd;
    case LoadModel::slow_senders:
    case LoadModel::slow_readers:
      return slow_peers;
    case LoadModel::one_connection:
      return one_connection;
    default:
      return nullptr;
  }
}

// In a launch of its own, so that every contestant of the round is offered the same rates.
double capacity_of_reference(const RoundOptions& options, const Clients& clients) {
  options.progress("capacity of " + options.one.reference, 0);
  ServiceLaunch reference(options, {options.one.reference, Role::reference}, clients, 0);
  reference.warm_up();
  const double per_s = reference.closed_loop_per_s();
  if (per_s == 0)
    throw CannotMeasure("overload: the reference " + options.one.reference + " answers nothing, so there is no capacity to exceed");
  reference.stop();
  return per_s;
}

// This contestant's median over the reference's, for the status line only: the report concludes.
std::string running_ratio(const ServiceLaunch& one, const ServiceLaunch& reference) {
  if (one.median_cpu_per_request() == 0 || reference.median_cpu_per_request() == 0) return one.id();
  return fmt::format("{} {:.3f} × {}", one.id(), one.median_cpu_per_request() / reference.median_cpu_per_request(), reference.id());
}

}  // namespace

std::vector<json> measure_sliced_services(const RoundOptions& options) {
  const Case& one = options.one;
  auto random = round_random(options);
  const Clients clients = open_clients(one);

  std::vector<std::unique_ptr<ServiceLaunch>> launches(one.contestants.size());
  int order = 0;
  for (const std::size_t i : shuffled(launches.size(), random)) {
    options.progress("starting " + one.contestants[i].id, 0);
    launches[i] = std::make_unique<ServiceLaunch>(options, one.contestants[i], clients, order++);
    launches[i]->warm_up();
  }

  std::vector<pid_t> own{getpid()};
  for (const auto& launch : launches)
    if (launch->fine()) own.push_back(launch->pid());
  std::ranges::copy(options.upstreams.processes(), std::back_inserter(own));
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
  const Clients clients = open_clients(one);
  const Stressor stressor = stressor_of(one.load.model);
  const double reference_per_s = one.load.model == LoadModel::overload ? capacity_of_reference(options, clients) : 0;
  const Arrivals arrivals = stressor != nullptr ? Arrivals{}
                                                : draw_arrivals(one.load.arriving(), one.lead_in, one.duration,
                                                                options.plan.seed + static_cast<std::uint64_t>(options.round));

  std::vector<json> results(one.contestants.size());
  int order = 0;
  for (const std::size_t i : shuffled(results.size(), random)) {
    options.progress(one.contestants[i].id, static_cast<double>(order) / static_cast<double>(results.size()));
    ServiceLaunch launch(options, one.contestants[i], clients, order++);
    launch.warm_up();
    std::vector<pid_t> own = options.upstreams.processes();
    own.insert(own.end(), {getpid(), launch.pid()});
    Watch watch(watched_cpus(options.plan), own);
    watch.start();
    launch.begin_account();
    stressor != nullptr ? launch.run_load(stressor, reference_per_s) : launch.run_open(arrivals);
    launch.end_account();
    const json disturbance = to_json(watch.finish());
    launch.stop();
    results[i] = launch.result();
    results[i]["disturbance"] = disturbance;
  }
  return results;
}

}  // namespace harness
