// Launches a server for one check and turns what happens into an outcome.
#include "harness/conformance/check.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "harness/commands/lookup.h"
#include "harness/errors.h"

namespace harness::conformance {
namespace {

// What a check serves that says nothing of it.
struct Plainest {
  std::string_view shape;
  std::string_view workload;
  workloads::Parameters parameters;
};
const std::array plainest{Plainest{"stream", "echo", {}}, Plainest{"exchange", "blend", {{"wait_ns", 0}, {"compute_ns", 100}}}};

ServiceUnderTest completed(ServiceUnderTest target, const Check& check) {
  if (!check.workload.empty()) {
    target.workload = check.workload;
    target.parameters = check.parameters;
  } else if (target.workload.empty()) {
    const auto& plain = *std::ranges::find(plainest, target.shape, &Plainest::shape);
    target.workload = plain.workload;
    target.parameters = plain.parameters;
  }
  return target;
}

Service start(const ServiceUnderTest& target, const Check& check, const std::string& upstream) {
  return Service::start({.id = target.id,
                         .workload = target.workload,
                         .parameters = target.parameters,
                         .transport = target.transport,
                         .threads = check.threads,
                         .upstream = upstream,
                         .descriptors = check.descriptors,
                         .program = target.program});
}

// Why the implementation does not do this at all, as it declares.
std::string why_not(const ServiceUnderTest& target, const Check& check) {
  if (!check.applies(target))
    return target.max_connections == workloads::unlimited ? "it serves any number of connections"
                                                          : fmt::format("it declares to serve at most {} at once", target.max_connections);
  const auto* implementation = workloads::find_implementation(target.shape, target.id);
  return implementation == nullptr ? "" : implementation->refusal(target.parameters);
}

// A process that ended by itself explains what its clients saw better than they can.
std::string blame(Service& service, const std::string& seen, std::chrono::milliseconds patience) {
  const bool ended_by_itself = !service.running();
  const Ending ending = service.stop(patience);
  if (ended_by_itself || ending.signal != 0) return fmt::format("the server {}; a client saw: {}", ending.sentence(), seen);
  return seen;
}

}  // namespace

Launch::Launch(const ServiceUnderTest& target, const Check& check)
    : target_(target),
      workload_(service_workload(target.workload)),
      upstream_(workload_, target.parameters),
      service_(start(target, check, upstream_.address())) {
  asking_.push_back(workload_.open_service(target.parameters));
}

Client Launch::connect() { return Client(connect_to(service_.address()), asking_.front()->open_client(++seed_), target_.patience); }

Client Launch::connect_asking(const workloads::Parameters& parameters) {
  asking_.push_back(workload_.open_service(parameters));
  return Client(connect_to(service_.address()), asking_.back()->open_client(++seed_), target_.patience);
}

bool is_of_shape(const Check& check, std::string_view shape) {
  return check.workload.empty() || service_workload(check.workload).shape == shape;
}

const std::vector<Check>& checks() {
  static const std::vector<Check> all = [] {
    std::vector<Check> joined;
    for (auto group : {traffic_checks, connection_checks, stop_checks, descriptor_checks, exchange_checks, gateway_checks})
      for (const Check& one : group()) joined.push_back(one);
    return joined;
  }();
  return all;
}

Outcome perform(const Check& check, const ServiceUnderTest& asked) {
  const ServiceUnderTest target = completed(asked, check);
  if (const std::string reason = why_not(target, check); !reason.empty()) return {Outcome::not_applicable, reason};
  std::unique_ptr<Launch> started;
  try {
    started = std::make_unique<Launch>(target, check);
  } catch (const CannotMeasure& missing) {
    return {Outcome::not_applicable, missing.what()};
  }
  Launch& launch = *started;
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
