// Runs a computation through Google Benchmark.
#include "harness/computation/measure.h"

#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "workloads/mix.h"

namespace harness {
namespace {

rusage usage_of_this_process() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage;
}

SchedulerEvents between(const rusage& before, const rusage& after) {
  return {.minor_faults = after.ru_minflt - before.ru_minflt,
          .voluntary_switches = after.ru_nvcsw - before.ru_nvcsw,
          .involuntary_switches = after.ru_nivcsw - before.ru_nivcsw};
}

// Absent if either is.
std::optional<std::uint64_t> between(const std::optional<std::uint64_t>& before, const std::optional<std::uint64_t>& after) {
  return before && after ? std::optional(*after - *before) : std::nullopt;
}

workloads::ForkCounts between(const workloads::ForkCounts& before, const workloads::ForkCounts& after) {
  return {.forked = between(before.forked, after.forked),
          .run_inline = between(before.run_inline, after.run_inline),
          .stolen = between(before.stolen, after.stolen)};
}

// Before 0 is a fault of the implementation that its digest shows; here it counts as 0.
void record_delays(std::span<const std::int64_t> delays, std::optional<Histogram>& into) {
  if (!into) into.emplace();
  for (const std::int64_t delay : delays) into->record(static_cast<std::uint64_t>(std::max<std::int64_t>(delay, 0)));
}

// Keeps what the library would print.
class Collector final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override { collected.insert(collected.end(), runs.begin(), runs.end()); }

  std::vector<Run> collected;
};

std::chrono::nanoseconds from_seconds(double seconds) {
  return std::chrono::round<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
}

}  // namespace

std::string benchmark_name(std::string_view workload, std::string_view id, int workers, const workloads::Parameters& parameters) {
  std::string name = fmt::format("{}/{}/workers:{}", workload, id, workers);
  for (const auto& [parameter, value] : parameters) name += fmt::format("/{}:{}", parameter, value);
  return name;
}

std::uint64_t fresh_nonce() {
  static std::atomic<std::uint64_t> number = 0;
  return workloads::mix(++number);
}

Checked run_checked(benchmark::State& state, workloads::Computation& computation) {
  std::vector<std::uint64_t> nonces(static_cast<std::size_t>(state.max_iterations));
  for (std::uint64_t& nonce : nonces) nonce = fresh_nonce();
  std::vector<std::uint64_t> digests(nonces.size());
  std::size_t run = 0;
  Checked checked;
  const workloads::ForkCounts forks_before = computation.fork_counts();
  const rusage before = usage_of_this_process();
  try {
    for ([[maybe_unused]] auto _ : state) {
      digests[run] = computation.run(nonces[run]);
      ++run;
      if (const auto delays = computation.delays_ns(); !delays.empty()) {
        state.PauseTiming();
        record_delays(delays, checked.delays);
        state.ResumeTiming();
      }
    }
  } catch (const std::exception& error) {
    state.SkipWithError(fmt::format("threw: {}", error.what()).c_str());
    return checked;
  } catch (...) {
    state.SkipWithError("threw something that is not a std::exception");
    return checked;
  }
  checked.events = between(before, usage_of_this_process());
  checked.forks = between(forks_before, computation.fork_counts());
  for (std::size_t i = 0; i < run; ++i) checked.wrong += digests[i] != computation.expected(nonces[i]);
  if (checked.wrong > 0) state.SkipWithError(fmt::format("{} of {} answers were wrong", checked.wrong, run).c_str());
  state.SetItemsProcessed(static_cast<std::int64_t>(run * computation.units()));
  state.counters["units"] = static_cast<double>(computation.units());
  const auto count = [&](const char* name, const std::optional<std::uint64_t>& total) {
    if (total && run > 0) state.counters[name] = static_cast<double>(*total) / static_cast<double>(run);
  };
  count("forked", checked.forks.forked);
  count("inline", checked.forks.run_inline);
  count("stolen", checked.forks.stolen);
  return checked;
}

Slice measure_slice(workloads::Computation& computation, const std::string& name, std::int64_t iterations) {
  Slice slice;
  benchmark::ClearRegisteredBenchmarks();
  benchmark::RegisterBenchmark(name.c_str(), [&](benchmark::State& state) { slice.checked = run_checked(state, computation); })
      ->Iterations(iterations)
      ->UseRealTime()
      ->MeasureProcessCPUTime();
  Collector collector;
  benchmark::RunSpecifiedBenchmarks(&collector, ".");
  benchmark::ClearRegisteredBenchmarks();
  if (collector.collected.size() != 1) {
    slice.error = "the benchmark library gave no run";
    return slice;
  }
  const auto& run = collector.collected.front();
  if (run.error_occurred) {
    slice.error = run.error_message;
    return slice;
  }
  slice.iterations = run.iterations;
  slice.real = from_seconds(run.real_accumulated_time);
  slice.cpu = from_seconds(run.cpu_accumulated_time);
  if (slice.checked.delays) slice.delays = slice.checked.delays->to_json();
  return slice;
}

}  // namespace harness
