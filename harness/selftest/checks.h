#pragma once
// The harness measures itself: each check measures one property that the method demands, and says whether this machine showed it now.

#include <functional>
#include <string>
#include <vector>

#include "harness/machine/cpus.h"

namespace harness {

struct Finding {
  std::string name;
  std::string measured;  ///< with its spread, sample size and unit
  std::string wanted;
  bool met = false;
  bool absent = false;  ///< this machine cannot show it; `measured` says why
};

/// What every check is told.
struct SelftestOptions {
  CpuPlan cpus;
  int rounds = 20;  ///< of the checks that compare in rounds
  std::function<void(const std::string& what, double done)> progress;
};

struct SelftestCheck {
  std::string name;
  std::string about;
  std::function<std::vector<Finding>(const SelftestOptions&)> run;
};

/// recording, generator, pacing, slices, servers, backends, user, memory: in this order.
const std::vector<SelftestCheck>& selftest_checks();

std::vector<Finding> check_recording(const SelftestOptions& options);
std::vector<Finding> check_generator(const SelftestOptions& options);
std::vector<Finding> check_pacing(const SelftestOptions& options);
std::vector<Finding> check_slices(const SelftestOptions& options);
std::vector<Finding> check_servers(const SelftestOptions& options);
std::vector<Finding> check_backends(const SelftestOptions& options);
std::vector<Finding> check_user_code(const SelftestOptions& options);
std::vector<Finding> check_memory(const SelftestOptions& options);

}  // namespace harness
