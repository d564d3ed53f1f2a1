// Launches a server for one check and turns what happens into an outcome.
#include "harness/conformance/check.h"

#include <fmt/core.h>

#include "harness/commands/lookup.h"

namespace harness::conformance {
namespace {

Service start(const ServiceUnderTest& target, int threads, rlim_t descriptors) {
  return Service::start({.id = target.id,
                         .workload = target.workload,
                         .parameters = target.parameters,
                         .transport = target.transport,
                         .threads = threads,
                         .descriptors = descriptors,
                         .program = target.program});
}

// A process that ended by itself explains what its clients saw better than they can.
std::string blame(Service& service, const std::string& seen, std::chrono::milliseconds patience) {
  const bool ended_by_itself = !service.running();
  const Ending ending = service.stop(patience);
  if (ended_by_itself || ending.signal != 0) return fmt::format("the server {}; a client saw: {}", ending.sentence(), seen);
  return seen;
}

}  // namespace

Launch::Launch(const ServiceUnderTest& target, int threads, rlim_t descriptors)
    : target_(target),
      workload_(service_workload(target.workload).open_service(target.parameters)),
      service_(start(target, threads, descriptors)) {}

Client Launch::connect() { return Client(connect_to(service_.address()), workload_->open_client(++seed_), target_.patience); }

const std::vector<Check>& checks() {
  static const std::vector<Check> all = [] {
    std::vector<Check> joined;
    for (auto group : {traffic_checks, connection_checks, stop_checks, descriptor_checks})
      for (const Check& one : group()) joined.push_back(one);
    return joined;
  }();
  return all;
}

Outcome perform(const Check& check, const ServiceUnderTest& target) {
  if (!check.applies(target))
    return {Outcome::not_applicable, target.max_connections == workloads::unlimited
                                         ? "it serves any number of connections"
                                         : fmt::format("it declares to serve at most {} at once", target.max_connections)};
  Launch launch(target, check.threads, check.descriptors);
  try {
    check.body(launch);
  } catch (const Broken& broken) {
    return {Outcome::failed, blame(launch.service(), broken.what(), target.patience)};
  } catch (const std::system_error& error) {
    return {Outcome::failed, blame(launch.service(), error.what(), target.patience)};
  }
  const Ending ending = launch.service().stop(target.patience);
  if (!ending.stopped) return {Outcome::failed, fmt::format("the server {}", ending.sentence())};
  return {Outcome::passed, ""};
}

}  // namespace harness::conformance
