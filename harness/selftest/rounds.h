#pragma once
// Rounds of an ad-hoc case, through the same code that `run` measures with.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/selftest/checks.h"

namespace harness {

/// One closed-loop case of `echo`: callback/epoll as reference, and others.
struct EchoRounds {
  int connections = 64;
  std::vector<std::string> others;  ///< "copy" is the reference's second process, "null" the harness's floor
  int rounds = 20;
  int slices = 50;
  std::chrono::milliseconds slice{20};
  std::chrono::milliseconds lead_in{3};
};

/// One entry a round: the launches, reference first, then `others` in order. Throws CannotMeasure if a launch failed.
std::vector<std::vector<nlohmann::json>> measure_echo_rounds(const SelftestOptions& options, const EchoRounds& wanted,
                                                             const std::string& name);

/// Per slice, server CPU a request: natural logarithm of this launch over the reference's, median over the slices.
double log_ratio(const nlohmann::json& launch, const nlohmann::json& reference);

/// All slices of a launch together: server CPU a request, in ns.
double cpu_per_request(const nlohmann::json& launch);

}  // namespace harness
