// Carries out a plan.
#include "harness/run/runner.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/errors.h"
#include "harness/interrupt.h"
#include "harness/load/clock.h"
#include "harness/machine/cpus.h"
#include "harness/run/benchmark_json.h"
#include "harness/run/round.h"
#include "harness/run/status_line.h"

namespace harness {
namespace {

using nlohmann::json;

constexpr int most_attempts = 2;  // a machine that is never quiet must not run for ever

struct Turn {
  const Case* one;
  int round;
};

// Round by round over all cases, so that drift and a lost end hit all cases alike.
std::vector<Turn> turns_of(const Plan& plan, const Results& results) {
  std::vector<Turn> turns;
  int most = 0;
  for (const Case& one : plan.cases) most = std::max(most, one.rounds);
  for (int round = 0; round < most; ++round)
    for (const Case& one : plan.cases)
      if (round < one.rounds && !results.finished().contains({one.id, round})) turns.push_back({&one, round});
  return turns;
}

// What disturbed a launch of the round, the first that was; empty if none was.
std::string disturbance_of(const std::vector<json>& launches) {
  const auto found =
      std::ranges::find_if(launches, [](const json& launch) { return launch.at("disturbance").at("disturbed").get<bool>(); });
  return found == launches.end() ? "" : found->at("disturbance").at("sentence").get<std::string>();
}

std::string failures(const std::vector<json>& launches) {
  std::string text;
  for (const json& launch : launches)
    if (launch.at("outcome") != "ok")
      text += fmt::format("{}{} {}: {}", text.empty() ? "" : "; ", launch.at("contestant").get<std::string>(),
                          launch.at("outcome").get<std::string>(), launch.at("sentence").get<std::string>());
  return text;
}

}  // namespace

RunOutcome carry_out(const Plan& plan, Results& results, const std::string& program) {
  RunOutcome outcome;
  const std::uint64_t started = now_ns();
  const auto elapsed = [started] { return std::chrono::nanoseconds(now_ns() - started); };
  const std::vector<Turn> turns = turns_of(plan, results);
  const double earlier_s = results.has("run.json") ? results.read("run.json").value("duration_s", 0.0) : 0;
  std::chrono::nanoseconds total{};
  for (const Turn& turn : turns) total += turn.one->round_estimate();
  pin_this_thread(plan.generator_cpus);
  watch_for_interrupts();

  const std::chrono::nanoseconds budget = plan.budget - plan.atoms.estimate();  // they come last and must have their share

  Upstreams upstreams(plan.generator_cpus, program);
  StatusLine status(total);
  std::chrono::nanoseconds done{};
  int order = static_cast<int>(results.launches().size());
  const auto finish = [&] {
    outcome.rounds_left = static_cast<int>(turns_of(plan, results).size());
    outcome.rounds = static_cast<int>(turns.size()) - outcome.rounds_left;
    outcome.duration_s = std::chrono::duration<double>(elapsed()).count();
    results.write("run.json", {{"schema", 1},
                               {"finished", outcome.rounds_left == 0},
                               {"stopped_by", outcome.stopped_by},
                               {"duration_s", earlier_s + outcome.duration_s},
                               {"rounds", results.finished().size()},
                               {"rounds_left", outcome.rounds_left},
                               {"rounds_repeated", results.repeated()}});
    results.write("benchmark.json", benchmark_view(plan, results));  // the larger one last: on a full disk the other may still fit
  };
  try {
    for (const auto& [one, round] : turns) {
      if (plan.budget.count() > 0 && elapsed() + one->round_estimate() > budget) {
        outcome.stopped_by = "budget";
        break;
      }
      for (int attempt = 0; attempt < most_attempts; ++attempt) {
        const RoundOptions options{
            .plan = plan,
            .one = *one,
            .round = round,
            .attempt = attempt,
            .run_started_ns = started,
            .first_order = order,
            .program = program,
            .upstreams = upstreams,
            .progress = [&, id = one->id, number = round, share = one->round_estimate()](const std::string& what, double part) {
              status.show(
                  fmt::format("{} round {} · {}", id, number + 1, what),
                  static_cast<double>(
                      (done + std::chrono::nanoseconds(static_cast<std::int64_t>(part * static_cast<double>(share.count())))).count()) /
                      static_cast<double>(total.count()));
            }};
        const auto launches = measure_round(options);
        results.append_round(launches);
        order += static_cast<int>(launches.size());
        outcome.launches += static_cast<int>(launches.size());
        if (const std::string text = failures(launches); !text.empty())
          status.note(fmt::format("{} round {}: {}", one->id, round + 1, text));
        const bool time_left = plan.budget.count() == 0 || elapsed() + total - done < budget;
        const std::string disturbance = disturbance_of(launches);
        if (disturbance.empty() || attempt + 1 == most_attempts || !time_left) {
          outcome.failed +=
              static_cast<int>(std::ranges::count_if(launches, [](const json& launch) { return launch.at("outcome") != "ok"; }));
          break;
        }
        ++outcome.rounds_repeated;
        status.note(fmt::format("{} round {} was disturbed from outside ({}) and is repeated", one->id, round + 1, disturbance));
      }
      done += one->round_estimate();
      status.show(fmt::format("{} round {} done", one->id, round + 1),
                  static_cast<double>(done.count()) / static_cast<double>(total.count()));
      status.round_ended(fmt::format("{} round {}/{}", one->id, round + 1, one->rounds));
    }
  } catch (const Interrupted&) {
    outcome.stopped_by = "SIGINT";
  } catch (const CannotMeasure&) {
    outcome.stopped_by = "error";
    try {
      finish();
    } catch (const CannotMeasure&) {
      // The first reason is the one to tell.
    }
    throw;
  }
  finish();
  return outcome;
}

}  // namespace harness
