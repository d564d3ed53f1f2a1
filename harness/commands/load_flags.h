#pragma once
// The flags of `fiveways load`: what they are, what does not fit together, and the schedule that they ask for.

#include <CLI/CLI.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "harness/load/arrivals.h"

namespace harness {

struct LoadFlags {
  std::string target;
  std::string workload = "echo";
  std::vector<std::string> parameters;
  int connections = 64;
  int pipelining = 1;
  double rate = 0;
  std::string arrivals = "poisson";
  double peak = 0;
  double burst_ms = 100;
  double burst_every_ms = 500;
  double objective_ms = 0;
  double duration_s = 5;
  double warm_up_s = 0.5;
  double timeout_s = 5;
  std::uint64_t seed = 1;
  std::string transport = "tcp";
  std::string server_cpus;
  std::string hgrm;
  bool json = false;
};

/// A flag's seconds.
std::chrono::nanoseconds seconds(double value);

/// Lets the command take them.
void add_load_flags(CLI::App& command, LoadFlags& flags);

/// Throws UsageError for a flag that the load would pass over.
void refuse_idle_flags(const CLI::App& command, const LoadFlags& flags);

/// What is due when, in an open loop. Refuses what does not fit together, and a schedule that would measure nothing, before anything is
/// started.
Arrivals arrivals_of(const LoadFlags& flags);

}  // namespace harness
