#pragma once
// The scalar view of a run in Google Benchmark's own schema, for compare.py and every tool that reads it.

#include <nlohmann/json.hpp>

#include "harness/plan/plan.h"
#include "harness/run/results.h"

namespace harness {

/// One "iteration" entry a slice: of a service, real time and server CPU time per request; of a computation, per iteration.
/// Names are case/model/backend, repetitions are rounds × slices. Failed launches are entries with error_occurred.
nlohmann::json benchmark_view(const Plan& plan, const Results& results);

}  // namespace harness
