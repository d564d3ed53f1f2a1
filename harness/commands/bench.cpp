// `fiveways bench`: every computation as a Google Benchmark, with that library's own flags.
#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <set>
#include <thread>

#include "harness/commands/command.h"
#include "harness/commands/google_benchmark.h"
#include "harness/commands/lookup.h"
#include "harness/computation/measure.h"
#include "harness/computation/open.h"
#include "harness/errors.h"
#include "harness/exit_status.h"
#include "harness/upstream/upstream.h"

namespace harness {
namespace {

struct BenchFlags {
  std::vector<int> workers{1, std::max(1, static_cast<int>(std::thread::hardware_concurrency()))};
  std::vector<std::string> parameters;
};

// The given pairs that this workload has.
std::vector<std::string> pairs_of(const workloads::Workload& workload, const std::vector<std::string>& pairs) {
  std::vector<std::string> own;
  for (const std::string& pair : pairs)
    for (const auto& parameter : workload.parameters)
      if (pair.starts_with(std::string(parameter.name) + "=")) own.push_back(pair);
  return own;
}

// Refuses a pair that no computation has.
void check_pairs(const std::vector<std::string>& pairs) {
  std::set<std::string> names;
  for (const auto& workload : workloads::workloads())
    if (!workloads::shape_named(workload.shape).service)
      for (const auto& parameter : workload.parameters) names.emplace(parameter.name);
  for (const std::string& pair : pairs) {
    const std::string name = pair.substr(0, pair.find('='));
    if (!names.contains(name))
      throw UsageError(
          fmt::format("--param '{}': no computation has a parameter '{}'{}", pair, name, near_misses(name, {names.begin(), names.end()})));
  }
}

// Registers all that is applicable. A value may suit one workload that has the parameter and not another, which is then left
// out; a value that suits none is refused.
void register_all(const BenchFlags& flags, Upstreams& upstreams) {
  check_pairs(flags.parameters);
  std::string refused;
  std::set<std::string> suits_none(flags.parameters.begin(), flags.parameters.end());
  for (const auto& workload : workloads::workloads()) {
    if (workloads::shape_named(workload.shape).service) continue;
    const std::vector<std::string> pairs = pairs_of(workload, flags.parameters);
    workloads::Parameters parameters;
    try {
      parameters = parse_parameters(workload, pairs);
    } catch (const UsageError& error) {
      refused = error.what();
      continue;
    }
    for (const std::string& pair : pairs) suits_none.erase(pair);
    const std::uint64_t units = workload.units(parameters);
    for (const auto& implementation : workloads::implementations()) {
      if (implementation.shape != workload.shape || units > implementation.traits.max_units) continue;
      if (!implementation.unavailable().empty() || !implementation.refusal(parameters).empty()) continue;
      for (const int workers : std::set<int>(flags.workers.begin(), flags.workers.end())) {
        if (workers > implementation.traits.max_workers) continue;
        const std::string name = benchmark_name(workload.name, implementation.id(), workers, parameters);
        benchmark::RegisterBenchmark(name.c_str(),
                                     [&implementation, &workload, &upstreams, parameters, workers](benchmark::State& state) {
                                       run_checked(state, *open_computation(implementation, workload.name, parameters, workers,
                                                                            upstreams.around(workload, parameters)));
                                     })
            ->UseRealTime()
            ->MeasureProcessCPUTime();
      }
    }
  }
  if (!suits_none.empty()) throw UsageError(refused);
}

// What a filter may have been meant to be.
std::vector<std::string> parts_of_names() {
  std::set<std::string> parts;
  for (const auto& workload : workloads::workloads()) {
    if (workloads::shape_named(workload.shape).service) continue;
    const std::string name(workload.name);
    for (const auto& one : workloads::implementations())
      if (one.shape == workload.shape)
        parts.insert({name, std::string(one.model), one.id(), fmt::format("{}/{}", name, one.model), fmt::format("{}/{}", name, one.id())});
  }
  return {parts.begin(), parts.end()};
}

int run_bench(const BenchFlags& flags, const std::vector<std::string>& extras) {
  initialize_library("bench", extras);
  Upstreams upstreams;
  register_all(flags, upstreams);
  Watching reporter;
  const std::string filter = benchmark::GetBenchmarkFilter();
  if (benchmark::RunSpecifiedBenchmarks(&reporter) == 0)
    throw UsageError(fmt::format(
        "--benchmark_filter={} matches no benchmark that takes these workers and parameters{}; --benchmark_list_tests shows all", filter,
        near_misses(filter.substr(filter.starts_with('^') ? 1 : 0), parts_of_names())));
  check_written(extras);
  return reporter.exit_status();
}

}  // namespace

void add_bench(CLI::App& app, int& exit_status) {
  auto* command = app.add_subcommand("bench", "run computations as Google Benchmarks; takes every --benchmark_* flag");
  auto flags = std::make_shared<BenchFlags>();
  command->add_option("--workers", flags->workers, "threads that work, comma-separated")
      ->delimiter(',')
      ->capture_default_str()
      ->check(CLI::Range(1, 1024));
  command->add_option("--param", flags->parameters, "a parameter of the workloads that have it, NAME=VALUE; repeatable");
  command->allow_extras();
  command->footer(
      "Google Benchmark's flags are passed on: --benchmark_filter=REGEX, --benchmark_list_tests, --benchmark_format=json,\n"
      "--benchmark_out=FILE, --benchmark_min_time=SECONDS, --benchmark_repetitions=N, …\n"
      "Names read <workload>/<model>/<backend>/workers:<n>/<parameter>:<value>. A wrong answer gives no time and exit status 1.\n"
      "Examples:\n"
      "  fiveways bench --benchmark_list_tests\n"
      "  fiveways bench --benchmark_filter='^fib/.*/pool/' --workers 1,2 --param n=25\n"
      "  fiveways bench --benchmark_format=json --benchmark_repetitions=5 > pool.json");
  command->callback([command, flags, &exit_status] { exit_status = run_bench(*flags, command->remaining()); });
}

}  // namespace harness
