// What the three kinds of rounds share.
#include "harness/run/round.h"

#include "harness/run/results.h"
#include "workloads/mix.h"

namespace harness {

std::vector<nlohmann::json> measure_round(const RoundOptions& options) {
  if (options.one.load.model == LoadModel::none) return measure_computations(options);
  return options.one.sliced ? measure_sliced_services(options) : measure_services_alone(options);
}

nlohmann::json launch_header(const RoundOptions& options, const Contestant& contestant, int order) {
  const auto slash = contestant.id.find('/');
  const auto* implementation = workloads::find_implementation(options.one.shape, contestant.id);
  return {{"schema", 1},
          {"case", options.one.id},
          {"round", options.round},
          {"attempt", options.attempt},
          {"order", options.first_order + order},
          {"started_utc", utc_stamp()},
          {"contestant", contestant.id},
          {"role", to_string(contestant.role)},
          {"model", contestant.id.substr(0, slash)},
          {"backend", slash == std::string::npos ? "" : contestant.id.substr(slash + 1)},
          {"track", implementation && implementation->traits.track == workloads::Track::tuned ? "tuned" : "idiomatic"},
          {"coarsened", implementation && implementation->traits.coarsened}};
}

std::mt19937_64 round_random(const RoundOptions& options) {
  std::uint64_t seed = workloads::mix(options.plan.seed);
  for (const char letter : options.one.id) seed = workloads::mix(seed ^ static_cast<unsigned char>(letter));
  return std::mt19937_64(
      workloads::mix(seed + static_cast<std::uint64_t>(options.round) * 1000 + static_cast<std::uint64_t>(options.attempt)));
}

}  // namespace harness
