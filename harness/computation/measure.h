#pragma once
// Runs a computation through Google Benchmark and checks every answer once the clock has stopped.

#include <benchmark/benchmark.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "harness/load/histogram.h"
#include "workloads/registry.h"

namespace harness {

/// "fib/coroutine/pool/workers:2/n:30", as users of Google Benchmark read it.
std::string benchmark_name(std::string_view workload, std::string_view id, int workers, const workloads::Parameters& parameters);

/// What run_checked keeps of every iteration, question and answer: part of the process's peak, whatever is measured.
inline constexpr std::int64_t bytes_an_iteration = 2 * sizeof(std::uint64_t);

/// A nonce that no run of this process had before.
std::uint64_t fresh_nonce();

/// What the scheduler and the memory did to the process during the timed iterations.
struct SchedulerEvents {
  std::int64_t minor_faults = 0;
  std::int64_t voluntary_switches = 0;
  std::int64_t involuntary_switches = 0;
};

/// What one call of the benchmark's function found, beside the times.
struct Checked {
  std::int64_t wrong = 0;  ///< answers that differ from the reference
  SchedulerEvents events;
  workloads::ForkCounts forks;      ///< of the timed iterations, all together
  std::optional<Histogram> delays;  ///< of the timed iterations, if the computation has any
  std::string void_because;         ///< why right answers have no time; empty if they have one
};

/// The body of a benchmark: runs as often as the library says, checks, and marks the run as failed (SkipWithError) if an
/// answer was wrong or the computation threw. Sets items and the counter "units": what the computation says it consists of;
/// and, where they are known, "forked", "inline" and "stolen", per run.
Checked run_checked(benchmark::State& state, workloads::Computation& computation);

/// One slice: exactly so many iterations.
struct Slice {
  std::int64_t iterations = 0;
  std::chrono::nanoseconds real{};  ///< all iterations together
  std::chrono::nanoseconds cpu{};   ///< of the whole process
  Checked checked;
  nlohmann::json delays;  ///< of its units, as a histogram; null if the computation has none
  std::string error;      ///< empty, or why there is no time
};

/// Prints nothing. One at a time in a process.
Slice measure_slice(workloads::Computation& computation, const std::string& name, std::int64_t iterations);

}  // namespace harness
