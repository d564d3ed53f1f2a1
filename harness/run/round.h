#pragma once
// One round of a case: every contestant a fresh process, visited in seeded random order; gives one result object a contestant.

#include <functional>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "harness/plan/plan.h"
#include "harness/upstream/upstream.h"

namespace harness {

/// What a round is told.
struct RoundOptions {
  const Plan& plan;
  const Case& one;
  int round = 0;
  int attempt = 0;                   ///< above 0: repeated, because the one before was disturbed from outside
  std::uint64_t run_started_ns = 0;  ///< on now_ns's clock; slices are placed against it
  int first_order = 0;               ///< the run's launches so far
  std::string program = "/proc/self/exe";
  Upstreams& upstreams;  ///< of the run; what this case needs is started with the first round of it
  /// Told what runs now, and which share of the round is done. Called between slices, on the measuring thread.
  std::function<void(const std::string& what, double done)> progress = [](const std::string&, double) {};
};

/// Runs it and returns one launch object for each contestant (results schema 1), in plan order. A contestant that fails costs its
/// launch, not the round. Throws CannotMeasure if the machine does not allow the case, Interrupted on Ctrl-C.
std::vector<nlohmann::json> measure_round(const RoundOptions& options);

// The three kinds that measure_round chooses from.
std::vector<nlohmann::json> measure_sliced_services(const RoundOptions& options);
std::vector<nlohmann::json> measure_services_alone(const RoundOptions& options);
std::vector<nlohmann::json> measure_computations(const RoundOptions& options);

/// The part of a launch object that every kind shares.
nlohmann::json launch_header(const RoundOptions& options, const Contestant& contestant, int order);

/// The generator of a round's random order: the same for the same seed, case, round and attempt.
std::mt19937_64 round_random(const RoundOptions& options);

}  // namespace harness
