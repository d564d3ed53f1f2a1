#pragma once
// Carries out a plan: rounds over cases, each flushed when it ends, disturbed ones repeated, interrupted ones resumable.

#include <string>

#include "harness/plan/plan.h"
#include "harness/run/results.h"

namespace harness {

/// How a run came out, or the part of it that was resumed.
struct RunOutcome {
  int launches = 0;
  int failed = 0;  ///< launches that count and gave no number: of each round the last attempt
  int rounds = 0;
  int rounds_left = 0;  ///< not measured: interrupted, or beyond the plan's budget
  int rounds_repeated = 0;
  std::string stopped_by;  ///< empty, "SIGINT" or "budget"
  double duration_s = 0;
};

/// Measures every round of `plan` that `results` does not hold yet, and writes launches.jsonl, benchmark.json and run.json, which
/// has the figures of all parts of a resumed run. Pins the calling thread to the plan's generator CPUs. Throws CannotMeasure; what was
/// measured until then is on disk.
RunOutcome carry_out(const Plan& plan, Results& results, const std::string& program = "/proc/self/exe");

}  // namespace harness
