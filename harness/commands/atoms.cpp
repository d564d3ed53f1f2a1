// `fiveways atoms`: what one call, switch, wake-up, lock or allocation costs, in nanoseconds and in function calls.
#include "harness/atoms/atoms.h"

#include <benchmark/benchmark.h>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <map>
#include <thread>

#include "harness/commands/command.h"
#include "harness/commands/google_benchmark.h"
#include "harness/commands/lookup.h"
#include "harness/errors.h"
#include "harness/exit_status.h"
#include "harness/machine/cpus.h"
#include "harness/samples.h"

namespace harness {
namespace {

struct AtomsFlags {
  bool json = false;
  bool quiet = false;
  int count_allocations = -1;  // a descriptor: this is the process that counts
};

// Keeps every repetition and prints medians at the end, in the order of the atoms: they were measured in a random one.
class Table final : public benchmark::BenchmarkReporter {
 public:
  Table(const std::vector<PlacedAtom>& atoms, const AllocationCounts& allocations) : atoms_(atoms), allocations_(allocations) {}
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      const std::string name = run.run_name.function_name;
      times_[name].push_back(run.GetAdjustedRealTime());
    }
  }
  void Finalize() override {
    const auto unit = times_.find(std::string(workloads::unit_atom));
    fmt::print("{:<38}{:>12}  {:<22}{:>10}{:>13}\n", "one of", "ns", "lowest–highest", "× a call", "allocations");
    for (const auto& [atom, place, name] : atoms_) {
      if (!times_.contains(name)) continue;
      const auto& times = times_.at(name);
      const auto count = allocations_.of.find(name);
      fmt::print("{:<38}{:>12}  {:<22}{:>10}{:>13}\n", name, digits(median(times)),
                 fmt::format("{}–{}", digits(quantile(times, 0)), digits(quantile(times, 1))),
                 unit == times_.end() ? "" : digits(median(times) / median(unit->second)),
                 count == allocations_.of.end() ? "n/a" : fmt::format("{:g}", count->at("allocations").get<double>()));
    }
  }

 private:
  static std::string digits(double value) { return value < 100 ? fmt::format("{:.3g}", value) : fmt::format("{:.0f}", value); }

  const std::vector<PlacedAtom>& atoms_;
  const AllocationCounts& allocations_;
  std::map<std::string, std::vector<double>> times_;
};

class Silence final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>&) override {}
};

std::unique_ptr<benchmark::BenchmarkReporter> reporter_of(const AtomsFlags& flags, bool format_given, const std::vector<PlacedAtom>& atoms,
                                                          const AllocationCounts& allocations) {
  if (flags.quiet) return std::make_unique<Silence>();
  if (format_given) return nullptr;  // the library's own
  return std::make_unique<Table>(atoms, allocations);
}

bool has(const std::vector<std::string>& flags, std::string_view beginning) {
  return std::ranges::any_of(flags, [&](const std::string& flag) { return flag.starts_with(beginning); });
}

// What a reader of the JSON must know. Allocations are here and not counters of the benchmarks: of a count that is always 0 the
// library would write the coefficient of variation, which is no number and no JSON.
void describe(const std::vector<int>& cpus, const AllocationCounts& allocations) {
  benchmark::AddCustomContext("fiveways_cpus", to_cpu_list(cpus));
  benchmark::AddCustomContext("fiveways_unit", std::string(workloads::unit_atom));
  for (const auto& [name, counts] : allocations.of.items())
    for (const auto& [what, count] : counts.items()) benchmark::AddCustomContext(fmt::format("{} {}", what, name), count.dump());
  if (!allocations.absent.empty()) benchmark::AddCustomContext("fiveways_allocations_absent", allocations.absent);
  if (const auto left_out = atoms_left_out(cpus); !left_out.empty())
    benchmark::AddCustomContext("fiveways_left_out", fmt::format("{}: there is one CPU only", fmt::join(left_out, ", ")));
}

int run_atoms(const AtomsFlags& flags, const std::vector<std::string>& extras) {
  const std::vector<int> cpus = cpus_of_atoms(allowed_cpus());
  const std::vector<PlacedAtom> atoms = placed_atoms(cpus);
  if (flags.count_allocations >= 0) {
    pin_this_thread({cpus.front()});
    write_allocations(atoms, flags.count_allocations);
    return exit_fine;
  }
  std::vector<std::string> words{"--benchmark_repetitions=9", "--benchmark_min_time=0.02", "--benchmark_enable_random_interleaving=true"};
  if (flags.json) words.emplace_back("--benchmark_format=json");
  words.insert(words.end(), extras.begin(), extras.end());  // the last one of a kind holds
  initialize_library("atoms", words);
  const bool only_lists = has(words, "--benchmark_list_tests");
  const AllocationCounts allocations = only_lists ? AllocationCounts{} : count_allocations(atoms);
  if (!allocations.absent.empty()) fmt::print(stderr, "fiveways: no allocations are counted: {}\n", allocations.absent);
  if (!only_lists)
    for (const std::string& name : atoms_left_out(cpus)) fmt::print(stderr, "fiveways: {} is left out: there is one CPU only\n", name);
  describe(cpus, allocations);
  register_atoms(atoms);
  pin_this_thread({cpus.front()});
  Watching reporter(reporter_of(flags, has(words, "--benchmark_format="), atoms, allocations));
  if (benchmark::RunSpecifiedBenchmarks(&reporter) == 0) {
    std::vector<std::string> names;
    for (const PlacedAtom& one : atoms) names.push_back(one.name);
    const std::string filter = benchmark::GetBenchmarkFilter();
    throw UsageError(fmt::format("--benchmark_filter={} matches no atom{}; --benchmark_list_tests shows all", filter,
                                 near_misses(filter.substr(filter.starts_with('^') ? 1 : 0), names)));
  }
  check_written(words);
  return reporter.exit_status();
}

}  // namespace

void add_atoms(CLI::App& app, int& exit_status) {
  auto* command = app.add_subcommand("atoms", "what one call, switch, wake-up, lock or allocation costs; takes every --benchmark_* flag");
  auto flags = std::make_shared<AtomsFlags>();
  command->add_flag("--json", flags->json, "Google Benchmark's JSON instead of a table");
  command->add_flag("--quiet", flags->quiet, "no table; for --benchmark_out=FILE");
  command->add_option("--count-allocations", flags->count_allocations)->group("");
  command->allow_extras();
  command->footer(
      "Each atom is measured in short repetitions, in random order among all others; the table gives their median, lowest and\n"
      "highest. × a call: divided by calls/function. Allocations (malloc and the like, of all threads) are counted apart from the\n"
      "clock, in a process of its own. A second thread runs on the same CPU (one_cpu) or on another one (two_cpus).\n"
      "Defaults: --benchmark_repetitions=9 --benchmark_min_time=0.02 --benchmark_enable_random_interleaving=true.\n"
      "Examples:\n"
      "  fiveways atoms\n"
      "  fiveways atoms --benchmark_filter='^(calls|coroutines|stackful)/'\n"
      "  fiveways atoms --json --benchmark_repetitions=21 > atoms.json");
  command->callback([command, flags, &exit_status] { exit_status = run_atoms(*flags, command->remaining()); });
}

}  // namespace harness
