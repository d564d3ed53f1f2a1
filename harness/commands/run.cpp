// `fiveways run`: carries out a plan, writes a results folder and its report.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <random>
#include <set>

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
#include "harness/run/origin.h"
#include "harness/run/runner.h"
#include "harness/upstream/temporary_folder.h"

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

// A lower bound is called so.
std::string about(const Case& one, int rounds) {
  return (one.may_take_longer() ? "at least " : "") + minutes(rounds * one.round_estimate());
}

// The same of all that is left.
std::string about(const Plan& plan, std::chrono::nanoseconds time, const std::function<bool(const Case&)>& is_left) {
  const bool longer = std::ranges::any_of(plan.cases, [&](const Case& one) { return is_left(one) && one.may_take_longer(); });
  return (longer ? "at least " : "about ") + minutes(time);
}

void print_plan(const Plan& plan) {
  fmt::print("plan {}{}{}: {}\n", plan.name, plan.exploratory ? " (exploratory)" : "",
             plan.partial ? " (partial: filters leave some out)" : "", plan.about);
  for (const Case& one : plan.cases)
    fmt::print("  {:<28} {:>3} contestants × {:>3} rounds{}, {}\n", one.id, one.contestants.size(), one.rounds,
               one.sliced ? fmt::format(" × {} slices of {} ms", one.slices,
                                        std::chrono::duration_cast<std::chrono::milliseconds>(one.slice).count())
                          : fmt::format(" of {} ms", std::chrono::duration_cast<std::chrono::milliseconds>(one.duration).count()),
               about(one, one.rounds));
  for (const auto& [kind, words] : {std::pair("not_applicable", "not applicable"), std::pair("not_available", "not available here")})
    if (const auto count = std::ranges::count(plan.skipped, kind, &Skipped::kind); count > 0)
      fmt::print("  {}: {} of the combinations, each with its reason in the report\n", words, count);
  if (plan.atoms.repetitions > 0)
    fmt::print("  {:<28} {:>3} of them × {:>3} repetitions of {} ms, {}\n", "atoms", plan.atoms.atoms, plan.atoms.repetitions,
               plan.atoms.min_time.count(), minutes(plan.atoms.estimate()));
  fmt::print("{}; servers on CPU {}, generator on CPU {}; seed {}\n", about(plan, plan.estimate(), [](const Case&) { return true; }),
             to_cpu_list(plan.server_cpus), to_cpu_list(plan.generator_cpus), plan.seed);
}

// The machine's facts; throws if numbers from it would be wrong.
nlohmann::json check_machine(const std::string& server_cpus, bool unfit_too) {
  const auto found = environment(machine_facts({.server_cpus = server_cpus}));
  for (const auto& one : found.at("instabilities"))
    if (one.at("severity") == "unfit") {
      if (!unfit_too)
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
  plan.commit = short_commit(build);
  plan.dirty = fact<bool>(build, "/dirty").value_or(false);
  plan.started_utc = utc_stamp();
  plan.command = command + (flags.seed ? "" : fmt::format(" --seed {}", plan.seed));
  return plan;
}

// Of a resumed run the earlier launches count too.
bool all_have_numbers(const Results& results) {
  const auto launches = results.standing_launches();
  return std::ranges::all_of(launches, [](const auto& launch) { return launch.at("outcome") == "ok"; });
}

int measure(const RunFlags& flags, const Plan& plan, Results& results) {
  std::fflush(stdout);
  remove_folders_left_behind();
  const RunOutcome outcome = carry_out(plan, results);
  const std::string folder = results.folder().string();
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
  const std::string no_atoms = measure_atoms(plan, results);
  if (!no_atoms.empty()) fmt::print(stderr, "fiveways: {}\n", no_atoms);
  std::fflush(stdout);
  if (!flags.no_report && run_python("report.py", {folder}) != 0) return exit_could_not_measure;
  return all_have_numbers(results) && no_atoms.empty() ? exit_fine : exit_wrong;
}

int run(const RunFlags& flags, const std::string& command) {
  const Plan plan = new_plan(flags, command);
  print_plan(plan);
  if (flags.dry_run) return exit_fine;
  check_limits(plan);
  const auto machine = check_machine(flags.server_cpus, flags.unfit_too);
  Results results = Results::create(flags.out.empty() ? fmt::format("results/{}-{}", plan.started_utc, plan.commit) : flags.out);
  results.write("environment.json", machine);
  results.write("plan.json", to_json(plan));  // last: with it the folder can be resumed
  return measure(flags, plan, results);
}

// Prints what a run's folder lacks; false if nothing.
bool print_rest(const Plan& plan, const Results& results) {
  const std::string folder = results.folder().string();
  const bool atoms_left = plan.atoms.repetitions > 0 && !results.has("atoms.json");
  std::chrono::nanoseconds rest = atoms_left ? plan.atoms.estimate() : std::chrono::nanoseconds{};
  int rounds_left = 0;
  for (const Case& one : plan.cases) {
    rounds_left += results.rounds_left(one);
    rest += results.rounds_left(one) * one.round_estimate();
  }
  const bool closed = results.has("run.json") && results.read("run.json").value("finished", false);
  if (rounds_left == 0 && !atoms_left && closed) {
    fmt::print("{} is finished: all {} rounds are complete; `fiveways report {}` writes its page again\n", folder,
               results.finished().size(), folder);
    return false;
  }
  fmt::print("resuming {}: {} rounds are complete, {} are left\n", folder, results.finished().size(), rounds_left);
  for (const Case& one : plan.cases)
    if (const int left = results.rounds_left(one); left > 0)
      fmt::print("  {:<28} {:>3} of {} rounds, {}\n", one.id, left, one.rounds, about(one, left));
  if (atoms_left) fmt::print("  {:<28} {}\n", "atoms", minutes(plan.atoms.estimate()));
  fmt::print("{}\n", about(plan, rest, [&](const Case& one) { return results.rounds_left(one) > 0; }));
  return true;
}

int resume(const RunFlags& flags) {
  Results results = flags.dry_run ? Results::look_at(flags.resume) : Results::resume(flags.resume);
  const Plan plan = plan_from_json(results.read("plan.json"));
  if (!print_rest(plan, results)) return all_have_numbers(results) ? exit_fine : exit_wrong;
  if (flags.dry_run) return exit_fine;
  check_limits(plan);
  check_same_origin(flags.resume, plan, results.read("environment.json"), check_machine(to_cpu_list(plan.server_cpus), flags.unfit_too));
  results.continue_rounds();
  return measure(flags, plan, results);
}

// A plan is carried on as it stands.
void refuse_beside_resume(const CLI::App& command) {
  const std::set<std::string> fitting{"--resume", "--dry-run", "--no-report", "--unfit"};
  for (const CLI::Option* one : command.get_options())
    if (one->count() > 0 && !fitting.contains(one->get_name()))
      throw UsageError(fmt::format("{} and --resume exclude each other: a run goes on by the plan of its folder", one->get_name()));
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
  command->add_option("--seed", flags->seed, "of every random order, arrival and request; drawn and recorded if not given")
      ->check(CLI::Range(0.0, 0x1p64).description(""));
  command->add_option("--out", flags->out, "the results folder; default results/<utc>-<commit>");
  command->add_option("--resume", flags->resume, "continue an interrupted run in its folder, by its plan");
  command->add_flag("--dry-run", flags->dry_run,
                    "print the plan, or with --resume what is left of it, and what it takes; measure and write nothing");
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
  command->callback([flags, command, command_text, &exit_status] {
    if (!flags->resume.empty()) refuse_beside_resume(*command);
    exit_status = flags->resume.empty() ? run(*flags, command_text) : resume(*flags);
  });
}

}  // namespace harness
