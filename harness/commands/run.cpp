// `fiveways run`: carries out a plan, writes a results folder and its report.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <random>

#include "harness/commands/command.h"
#include "harness/errors.h"
#include "harness/exit_status.h"
#include "harness/machine/facts.h"
#include "harness/machine/instabilities.h"
#include "harness/plan/build.h"
#include "harness/plan/loads.h"
#include "harness/plan/preflight.h"
#include "harness/python.h"
#include "harness/run/atoms_launch.h"
#include "harness/run/runner.h"

namespace harness {
namespace {

struct RunFlags {
  Wishes wishes;
  std::string server_cpus;
  std::optional<std::uint64_t> seed;
  std::string out;
  std::string resume;
  bool dry_run = false;
  bool no_report = false;
  bool unfit_too = false;
};

std::string minutes(std::chrono::nanoseconds time) {
  const double seconds = std::chrono::duration<double>(time).count();
  return seconds < 120 ? fmt::format("{:.0f} s", seconds) : fmt::format("{:.0f} min", seconds / 60);
}

void print_plan(const Plan& plan) {
  fmt::print("plan {}{}{}: {}\n", plan.name, plan.exploratory ? " (exploratory)" : "",
             plan.partial ? " (partial: filters leave some out)" : "", plan.about);
  for (const Case& one : plan.cases)
    fmt::print("  {:<28} {:>3} contestants × {:>3} rounds{}, {}\n", one.id, one.contestants.size(), one.rounds,
               one.sliced ? fmt::format(" × {} slices of {} ms", one.slices,
                                        std::chrono::duration_cast<std::chrono::milliseconds>(one.slice).count())
                          : fmt::format(" of {} ms", std::chrono::duration_cast<std::chrono::milliseconds>(one.duration).count()),
               minutes(one.rounds * one.round_estimate()));
  for (const auto& [kind, words] : {std::pair("not_applicable", "not applicable"), std::pair("not_available", "not available here")})
    if (const auto count = std::ranges::count(plan.skipped, kind, &Skipped::kind); count > 0)
      fmt::print("  {}: {} of the combinations, each with its reason in the report\n", words, count);
  if (plan.atoms.repetitions > 0)
    fmt::print("  {:<28} {:>3} of them × {:>3} repetitions of {} ms, {}\n", "atoms", plan.atoms.atoms, plan.atoms.repetitions,
               plan.atoms.min_time.count(), minutes(plan.atoms.estimate()));
  fmt::print("about {}; servers on CPU {}, generator on CPU {}; seed {}\n", minutes(plan.estimate()), to_cpu_list(plan.server_cpus),
             to_cpu_list(plan.generator_cpus), plan.seed);
}

// The machine's facts; throws if numbers from it would be wrong.
nlohmann::json check_machine(const RunFlags& flags) {
  const auto found = environment(machine_facts({.server_cpus = flags.server_cpus}));
  for (const auto& one : found.at("instabilities"))
    if (one.at("severity") == "unfit") {
      if (!flags.unfit_too)
        throw CannotMeasure(
            fmt::format("{} {} (--unfit measures all the same)", one.at("sentence").get<std::string>(), one.at("fix").get<std::string>()));
    }
  fmt::print("machine: grade {}; `fiveways doctor` says why and what to do\n", found.at("grade").get<std::string>());
  return found;
}

Plan new_plan(const RunFlags& flags, const std::string& command) {
  const CpuPlan cpus = plan_cpus(topology_of({}, allowed_cpus()), flags.server_cpus);
  Plan plan = build_plan(flags.wishes, cpus.server, cpus.generator);
  const auto build = build_facts();
  plan.seed = flags.seed.value_or(std::random_device{}());
  plan.commit = fact<std::string>(build, "/commit").value_or("unknown").substr(0, 7);
  plan.dirty = fact<bool>(build, "/dirty").value_or(false);
  plan.started_utc = utc_stamp();
  plan.command = command + (flags.seed ? "" : fmt::format(" --seed {}", plan.seed));
  return plan;
}

int run(const RunFlags& flags, const std::string& command) {
  if (!flags.resume.empty() && !flags.out.empty()) throw UsageError("--resume and --out exclude each other");
  std::optional<Results> results;
  Plan plan;
  if (flags.resume.empty()) {
    plan = new_plan(flags, command);
    print_plan(plan);
    if (flags.dry_run) return exit_fine;
    check_limits(plan);
    const auto machine = check_machine(flags);
    results = Results::create(flags.out.empty() ? fmt::format("results/{}-{}", plan.started_utc, plan.commit) : flags.out);
    results->write("plan.json", to_json(plan));
    results->write("environment.json", machine);
  } else {
    results = Results::resume(flags.resume);
    plan = plan_from_json(results->read("plan.json"));
    fmt::print("resuming {}: {} rounds are complete\n", flags.resume, results->finished().size());
  }
  std::fflush(stdout);

  const RunOutcome outcome = carry_out(plan, *results);
  const std::string folder = results->folder().string();
  fmt::print("measured {} launches in {} rounds, {:.0f} s{}{}\n", outcome.launches, outcome.rounds, outcome.duration_s,
             outcome.failed > 0 ? fmt::format("; {} gave no number", outcome.failed) : "",
             outcome.rounds_repeated > 0 ? fmt::format("; {} disturbed rounds repeated", outcome.rounds_repeated) : "");
  if (outcome.stopped_by == "SIGINT") {
    fmt::print("interrupted with {} rounds left; go on with: fiveways run --resume {}\n", outcome.rounds_left, folder);
    return exit_could_not_measure;
  }
  if (outcome.stopped_by == "budget")
    fmt::print("the plan's {} s are used up with {} rounds left; measure them with: fiveways run --resume {}\n", plan.budget.count(),
               outcome.rounds_left, folder);
  const std::string no_atoms = measure_atoms(plan, *results);
  if (!no_atoms.empty()) fmt::print(stderr, "fiveways: {}\n", no_atoms);
  std::fflush(stdout);
  if (!flags.no_report && run_report({folder}) != 0) return exit_could_not_measure;
  const auto launches = results->standing_launches();  // of a resumed run the earlier ones too
  const bool all = std::ranges::all_of(launches, [](const auto& launch) { return launch.at("outcome") == "ok"; });
  return all && no_atoms.empty() ? exit_fine : exit_wrong;
}

}  // namespace

void add_run(CLI::App& app, int& exit_status, const std::string& command_text) {
  auto* command = app.add_subcommand("run", "carry out a plan: measure, keep every sample, report");
  auto flags = std::make_shared<RunFlags>();
  Wishes& wishes = flags->wishes;
  command->add_option("--plan", wishes.plan, "quick, standard, full, loads, or a plan file")->capture_default_str();
  command->add_option("--workload", wishes.workloads, "only these workloads")->delimiter(',');
  command->add_option("--model", wishes.models, "only these models")->delimiter(',');
  command->add_option("--backend", wishes.backends, "only these backends")->delimiter(',');
  command->add_option("--impl", wishes.ids, "only these implementations, as model/backend")->delimiter(',');
  command->add_option("--load,--loop", wishes.load, "services: only this load")->check(CLI::IsMember(load_names()));
  command->add_option("--connections", wishes.connections, "services: connections of each case")
      ->delimiter(',')
      ->check(CLI::Range(1, 16'000));
  command->add_option("--rate", wishes.rates, "services: open loop only, at these rates a second")
      ->delimiter(',')
      ->check(CLI::Range(1.0, 1e7));
  command->add_option("--transport", wishes.transports, "services: tcp, unix or both")->delimiter(',');
  command->add_option("--workers", wishes.workers, "computations: threads that compute")->delimiter(',')->check(CLI::Range(1, 1024));
  command->add_option("--param", wishes.parameters, "a parameter of a workload, NAME=VALUE; repeatable");
  command->add_option("--rounds", wishes.rounds, "rounds of every case")->check(CLI::Range(1, 10'000));
  command->add_option("--slices", wishes.slices, "slices a round of every sliced case")->check(CLI::Range(1, 10'000));
  command->add_option("--slice-ms", wishes.slice_ms, "length of a slice")->check(CLI::Range(5, 60'000));
  command->add_option("--server-cpus", flags->server_cpus, "a number of CPUs for the servers, or a list as 1,3-5");
  command->add_option("--seed", flags->seed, "of every random order, arrival and request; drawn and recorded if not given");
  command->add_option("--out", flags->out, "the results folder; default results/<utc>-<commit>");
  command->add_option("--resume", flags->resume, "continue an interrupted run in its folder");
  command->add_flag("--dry-run", flags->dry_run, "print the plan and what it takes, measure nothing");
  command->add_flag("--no-report", flags->no_report, "leave the report to `fiveways report`");
  command->add_flag("--unfit", flags->unfit_too, "measure although the machine or build is unfit; the grade says so");
  command->footer(
      "Ctrl-C loses the running round only; --resume continues.\n"
      "Exit status: 0 fine, 1 some launch gave no number, 2 usage, 4 could not measure or interrupted.\n"
      "Examples:\n"
      "  fiveways run\n"
      "  fiveways run --plan standard --workload echo --backend epoll\n"
      "  fiveways run --impl callback/epoll,coroutine/epoll --loop closed --connections 1,16,64 --rounds 9\n"
      "  fiveways run --rate 20000,40000 --model callback,multithreaded\n"
      "  fiveways run --plan loads --load overload --impl multithreaded/pool --rounds 3");
  command->callback([flags, command_text, &exit_status] { exit_status = run(*flags, command_text); });
}

}  // namespace harness
