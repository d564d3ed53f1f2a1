// Rounds of an ad-hoc case.
#include "harness/selftest/rounds.h"

#include <fmt/core.h>

#include <cmath>

#include "harness/errors.h"
#include "harness/interrupt.h"
#include "harness/load/clock.h"
#include "harness/run/round.h"
#include "harness/samples.h"

namespace harness {

std::vector<std::vector<nlohmann::json>> measure_echo_rounds(const SelftestOptions& options, const EchoRounds& wanted,
                                                             const std::string& name) {
  Plan plan{.name = "selftest", .seed = 1, .server_cpus = options.cpus.server, .generator_cpus = options.cpus.generator};
  Case one{.id = name,
           .workload = "echo",
           .shape = "stream",
           .parameters = {{"message_bytes", 64}},
           .load = {.model = LoadModel::closed, .connections = wanted.connections},
           .rounds = wanted.rounds,
           .slices = wanted.slices,
           .slice = wanted.slice,
           .lead_in = wanted.lead_in,
           .warm_up = std::chrono::milliseconds(120),
           .warm_up_requests = 2000,
           .reference = "callback/epoll",
           .contestants = {{"callback/epoll", Role::reference}}};
  for (const std::string& other : wanted.others)
    one.contestants.push_back(other == "copy" ? Contestant{one.reference, Role::copy}
                                              : Contestant{other, other == "null" ? Role::null : Role::contestant});
  Upstreams upstreams(plan.generator_cpus);
  std::vector<std::vector<nlohmann::json>> rounds;
  for (int round = 0; round < wanted.rounds; ++round) {
    const auto progress = [&](const std::string& what, double done) {
      if (interrupted()) throw Interrupted();
      options.progress(fmt::format("{} round {}/{} · {}", name, round + 1, wanted.rounds, what), (round + done) / wanted.rounds);
    };
    rounds.push_back(measure_round(
        {.plan = plan, .one = one, .round = round, .run_started_ns = now_ns(), .upstreams = upstreams, .progress = progress}));
    for (const auto& launch : rounds.back())
      if (launch.at("outcome") != "ok")
        throw CannotMeasure(fmt::format("{} {}: {}", launch.at("contestant").get<std::string>(), launch.at("outcome").get<std::string>(),
                                        launch.at("sentence").get<std::string>()));
  }
  return rounds;
}

double log_ratio(const nlohmann::json& launch, const nlohmann::json& reference) {
  const auto cost = [](const nlohmann::json& slice) {
    return slice.at("server_cpu_ns").get<double>() / slice.at("requests").get<double>();
  };
  std::vector<double> ratios;
  for (std::size_t i = 0; i < launch.at("slices").size(); ++i)
    ratios.push_back(std::log(cost(launch["slices"][i]) / cost(reference["slices"][i])));
  return median(ratios);
}

double cpu_per_request(const nlohmann::json& launch) {
  double cpu = 0;
  double requests = 0;
  for (const auto& slice : launch.at("slices")) {
    cpu += slice.at("server_cpu_ns").get<double>();
    requests += slice.at("requests").get<double>();
  }
  return cpu / requests;
}

}  // namespace harness
