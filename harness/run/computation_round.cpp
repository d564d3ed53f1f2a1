// Rounds of computations: every contestant a child that computes a calibrated number of times whenever it is told.
#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "harness/computation/measure.h"
#include "harness/computation/trial.h"
#include "harness/cost/process_cost.h"
#include "harness/errors.h"
#include "harness/interrupt.h"
#include "harness/load/clock.h"
#include "harness/run/order.h"
#include "harness/run/round.h"
#include "harness/run/watched.h"
#include "harness/samples.h"

namespace harness {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr milliseconds patience{20'000};  // for one slice; a slice is planned to last some tens of milliseconds

// One contestant in one round.
class ComputationLaunch {
 public:
  ComputationLaunch(const RoundOptions& options, const Contestant& contestant, int order)
      : options_(options), trial_(Trial::start(trial_options(options, contestant))), result_(launch_header(options, contestant, order)) {
    result_["slices"] = json::array();
    result_["workers"] = workers_of(options.one, contestant);
    if (const auto facts = taken(trial_.ready(patience))) {
      units_ = facts->units;
      result_["units"] = facts->units;
      result_["cost"] = {{"threads", facts->threads}};
    }
  }

  bool fine() const { return outcome_ == "ok"; }
  pid_t pid() const { return trial_.pid(); }

  // Calibrating runs it for about the length of a slice; the rest of the warm-up is one slice more.
  void warm_up() {
    if (!fine()) return;
    const auto iterations = taken(iterations_lasting(trial_, options_.one.slice, patience));
    if (!iterations) return;
    iterations_ = *iterations;
    taken(trial_.run(iterations_, patience));
  }

  void visit(int index) {
    if (interrupted()) throw Interrupted();
    if (!fine()) return;
    const std::uint64_t started = now_ns();
    const auto upstream_before = options_.upstreams.cpu();
    const auto slice = taken(trial_.run(iterations_, patience));
    if (!slice) return;
    result_["slices"].push_back({{"index", index},
                                 {"started_ns", started - options_.run_started_ns},
                                 {"iterations", slice->iterations},
                                 {"real_ns", slice->real.count()},
                                 {"cpu_ns", slice->cpu.count()},
                                 {"voluntary_switches", slice->checked.events.voluntary_switches},
                                 {"involuntary_switches", slice->checked.events.involuntary_switches},
                                 {"minor_faults", slice->checked.events.minor_faults}});
    const auto count = [&](const char* key, const std::optional<std::uint64_t>& value) {
      if (value) result_["slices"].back()[key] = *value;
    };
    count("forked", slice->checked.forks.forked);
    count("inline", slice->checked.forks.run_inline);
    count("stolen", slice->checked.forks.stolen);
    if (!slice->delays.is_null()) result_["slices"].back()["delays"] = slice->delays;
    if (has_upstream_) result_["slices"].back()["upstream_cpu_ns"] = (options_.upstreams.cpu() - upstream_before).count();
    per_node_.push_back(static_cast<double>(slice->real.count()) / static_cast<double>(slice->iterations) / static_cast<double>(units_));
  }

  double median_per_node() const { return per_node_.empty() ? 0 : median(per_node_); }

  const std::string& id() const { return result_["contestant"].get_ref<const std::string&>(); }

  json stop() {
    if (const auto peak = peak_rss_bytes(trial_.pid()))
      result_["cost"]["max_rss_bytes"] = static_cast<std::int64_t>(*peak) - bytes_an_iteration * trial_.most_iterations();
    const Ending ending = trial_.stop();
    if (fine() && !ending.stopped)
      fail({.kind = ending.killed ? "hung" : "crashed", .sentence = "when told to stop it " + ending.sentence()});
    result_["outcome"] = outcome_;
    result_["sentence"] = sentence_;
    return result_;
  }

 private:
  // A serial program stays beside the parallel ones whatever the number of workers: it is what they are measured against.
  static int workers_of(const Case& one, const Contestant& contestant) {
    const auto* implementation = workloads::find_implementation(one.shape, contestant.id);
    return implementation ? std::min(one.load.workers, implementation->traits.max_workers) : 1;
  }

  // A client's server has the generator's CPUs to itself, as a server's clients have.
  static std::vector<int> cpus_of(const RoundOptions& options) {
    return options.one.shape == "client" ? options.plan.server_cpus : watched_cpus(options.plan);
  }

  static TrialOptions trial_options(const RoundOptions& options, const Contestant& contestant) {
    return {.id = contestant.id,
            .workload = options.one.workload,
            .parameters = options.one.parameters,
            .workers = workers_of(options.one, contestant),
            .surroundings = options.upstreams.around(*workloads::find_workload(options.one.workload), options.one.parameters),
            .cpus = cpus_of(options),
            .program = options.program};
  }

  template <class T>
  std::optional<T> taken(std::variant<T, Failure> answer) {
    if (auto* failure = std::get_if<Failure>(&answer)) {
      if (interrupted()) throw Interrupted();
      fail(*failure);
      return {};
    }
    return std::get<T>(std::move(answer));
  }

  void fail(const Failure& failure) {
    outcome_ = failure.kind;
    sentence_ = failure.sentence;
  }

  const RoundOptions& options_;
  Trial trial_;
  json result_;
  std::string outcome_ = "ok";
  std::string sentence_;
  bool has_upstream_ = !workloads::find_workload(options_.one.workload)->needs.empty();
  std::uint64_t units_ = 1;
  std::int64_t iterations_ = 1;
  std::vector<double> per_node_;
};

}  // namespace

std::vector<json> measure_computations(const RoundOptions& options) {
  const Case& one = options.one;
  auto random = round_random(options);
  std::vector<std::unique_ptr<ComputationLaunch>> launches(one.contestants.size());
  int order = 0;
  for (const std::size_t i : shuffled(launches.size(), random)) {
    options.progress("starting " + one.contestants[i].id, 0);
    launches[i] = std::make_unique<ComputationLaunch>(options, one.contestants[i], order++);
    launches[i]->warm_up();
  }
  std::vector<pid_t> own{getpid()};
  for (const auto& launch : launches)
    if (launch->fine()) own.push_back(launch->pid());
  std::ranges::copy(options.upstreams.processes(), std::back_inserter(own));
  Watch watch(watched_cpus(options.plan), own);
  watch.start();
  for (int slice = 0; slice < one.slices; ++slice) {
    const auto& last = *launches.back();
    const double ratio = last.median_per_node() > 0 ? last.median_per_node() / launches.front()->median_per_node() : 0;
    options.progress(fmt::format("slice {}/{} · {}{}", slice + 1, one.slices, last.id(),
                                 ratio > 0 ? fmt::format(" {:.3f} × {}", ratio, one.reference) : ""),
                     static_cast<double>(slice) / one.slices);
    for (const std::size_t i : shuffled(launches.size(), random)) launches[i]->visit(slice);
  }
  const json disturbance = to_json(watch.finish());
  std::vector<json> results;
  for (const auto& launch : launches) {
    results.push_back(launch->stop());
    results.back()["disturbance"] = disturbance;
  }
  return results;
}

}  // namespace harness
