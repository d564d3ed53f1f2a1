// Makes a plan from a plan file, the registry and what the command line asks for.
#include "harness/plan/build.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <numeric>
#include <set>

#include "harness/atoms/atoms.h"
#include "harness/commands/lookup.h"
#include "harness/errors.h"
#include "harness/plan/calibrate.h"
#include "harness/plan/file.h"
#include "harness/plan/loads.h"
#include "harness/plan/value_words.h"
#include "harness/run/watched.h"

namespace harness {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using workloads::Implementation;
using workloads::Parameters;

// A single value or a list of them.
template <class T>
std::vector<T> listed(const json& in, const char* key, std::vector<T> otherwise) {
  if (!in.contains(key)) return otherwise;
  return in[key].is_array() ? in[key].get<std::vector<T>>() : std::vector<T>{in[key].get<T>()};
}

template <class T>
std::vector<T> wished(const std::vector<T>& wish, const std::vector<T>& otherwise) {
  return wish.empty() ? otherwise : wish;
}

// Why nobody can be loaded so; empty if somebody can.
std::string why_pointless(const Plan& plan, const Case& one) {
  const LoadModel model = one.load.model;
  if (model == LoadModel::one_connection && one.load.placement != Placement::same_core && plan.server_cpus == plan.generator_cpus)
    return "there is a single CPU, so nothing runs across two";
  if (one.shape == "broadcast" && model == LoadModel::slow_senders)
    return "a broadcast has no slow senders: its subscribers check the order of one publisher, so nobody publishes beside it";
  return "";
}

std::string why_not_applicable(const Implementation& one, const Case& at) {
  if (const std::string reason = one.lacks(at.workload); !reason.empty()) return reason;
  const auto& traits = one.traits;
  const Load& load = at.load;
  if (load.model != LoadModel::none && load.at_most() > traits.max_connections)
    return fmt::format("serves at most {} connection{}: {}", traits.max_connections, traits.max_connections == 1 ? "" : "s",
                       traits.limit_reason);
  if (load.model == LoadModel::none && load.workers > traits.max_workers && traits.max_workers > 1)
    return fmt::format("uses at most {} workers: {}", traits.max_workers, traits.limit_reason);
  if (at.units > traits.max_units)
    return fmt::format("takes at most {} {}s, this is {}: {}", traits.max_units, workloads::shape_named(at.shape).unit, at.units,
                       traits.limit_reason);
  return one.refusal(at.parameters);
}

class Builder {
 public:
  Builder(const Wishes& wishes, Plan& plan) : wishes_(wishes), plan_(plan) {}

  void add_all(const json& file) {
    const std::vector<json> cases = cases_of(file);
    for (const json& one : cases) add(one);
    if (!wishes_.load.empty())
      for (const std::string& name : wishes_.workloads) add_retargeted(cases, name);
  }

 private:
  // --load together with a --workload that the file does not load so: the file's cases of that load, of the first workload that has any.
  void add_retargeted(const std::vector<json>& cases, const std::string& name) {
    if (workload_named(name).open_service == nullptr) return;  // a client, a computation, or a broadcast with a load of its own
    std::vector<json> loaded;
    std::ranges::copy_if(cases, std::back_inserter(loaded), [&](const json& one) {
      return workload_named(one.at("workload").get<std::string>()).open_service != nullptr && has_load(one, wishes_.load);
    });
    if (std::ranges::any_of(loaded, [&](const json& one) { return one.at("workload") == name; })) return;
    std::erase_if(
        loaded, [first = loaded.empty() ? json() : loaded.front().at("workload")](const json& one) { return one.at("workload") != first; });
    for (json& one : loaded) {
      one.update({{"workload", name}, {"family", fmt::format("{}-{}", name, one.at("family").get<std::string>())}});
      one.erase("parameters");
      one.erase("sweep");
      add(one);
    }
  }

  void add(const json& in) {
    const std::string name = in.at("workload");
    if (wishes_.workloads.empty() ? in.value("only_if_named", false)
                                  : std::ranges::find(wishes_.workloads, name) == wishes_.workloads.end())
      return;
    const auto& workload = workload_named(name);
    auto given = in.value("parameters", workloads::Parameters{});
    for (const auto& spec : workload.parameters)
      if (spec.calibrated) given.try_emplace(std::string(spec.name), rounds_per_us());
    auto parameters = workloads::complete(workload.parameters, given);
    for (const auto& pair : wishes_.parameters) {
      const auto key = pair.substr(0, pair.find('='));
      if (parameters.contains(key)) parameters[key] = parse_parameters(workload, {pair}).at(key);
    }
    for (const Parameters& swept : sweep(in, parameters)) add_one(in, workload, swept);
  }

  // The parameters, once for every value of the file's "sweep": {"name": [values]}; a value given by --param sweeps nothing.
  std::vector<Parameters> sweep(const json& in, const Parameters& parameters) {
    std::vector<Parameters> all{parameters};
    const json swept = in.value("sweep", json::object());
    for (const auto& [name, values] : swept.items()) {
      if (std::ranges::any_of(wishes_.parameters, [&](const std::string& pair) { return pair.starts_with(name + "="); })) continue;
      std::vector<Parameters> wider;
      for (const Parameters& one : all)
        for (const std::int64_t value : values) (wider.emplace_back(one))[name] = value;
      all = std::move(wider);
    }
    return all;
  }

  void add_one(const json& in, const workloads::Workload& workload, const Parameters& parameters) {
    Case one{
        .family = in.at("family"), .workload = std::string(workload.name), .shape = std::string(workload.shape), .parameters = parameters};
    one.sliced = in.value("launch", "sliced") == "sliced";
    one.rounds = wishes_.rounds.value_or(in.at("rounds").get<int>());
    one.slices = one.sliced ? wishes_.slices.value_or(in.at("slices").get<int>()) : 0;
    one.slice = milliseconds(one.sliced ? wishes_.slice_ms.value_or(in.at("slice_ms").get<int>()) : 0);
    one.duration = milliseconds(in.value("duration_ms", 0));
    one.lead_in = milliseconds(in.at("lead_in_ms").get<int>());
    one.warm_up = milliseconds(in.at("warm_up_ms").get<int>());
    if (workload.units != nullptr) one.units = workload.units(parameters);
    one.warm_up_requests = in.at("warm_up_requests");
    one.primary = in.at("primary");
    one.reference = in.at("reference");
    if (workloads::shape_named(workload.shape).service)
      add_services(in, one);
    else
      add_computations(in, one);
  }

  void add_services(const json& in, Case one) {
    const json& load = in.at("load");
    one.load = load_from_plan_file(load);
    const bool open = one.load.offers();
    const bool broadcast = one.shape == "broadcast";
    if (!wishes_.workers.empty() && wishes_.connections.empty() && wishes_.rates.empty()) return;
    if (!wishes_.rates.empty() && !open) return;
    if (!wishes_.load.empty() && !is_named(one.load, wishes_.load)) return;
    one.load.timeout = milliseconds(in.at("timeout_ms").get<int>());
    one.load.pipelining = load.value("pipelining", 1);
    if (open) one.lead_in = std::max(one.lead_in, std::chrono::nanoseconds(milliseconds(100)));
    const auto rates = open ? wished(wishes_.rates, listed<double>(load, "rate_per_s", {})) : std::vector<double>{0};
    for (const auto& transport : wished(wishes_.transports, listed<std::string>(load, "transport", {"tcp"})))
      for (const int connections : one.load.model == LoadModel::one_connection
                                       ? std::vector{1}
                                       : wished(wishes_.connections, listed<int>(load, "connections", {64})))
        for (const double rate : rates) {
          one.load.transport = transport == "unix" ? Transport::unix_socket : Transport::tcp;
          one.load.connections = connections;
          one.load.offer.rate_per_s = rate;
          one.load.fan_out = broadcast ? one.load.driven() : 1;
          finish(in, one, suffix_of(one.load), phrase_of(one.load, broadcast ? "subscriber" : "connection"));
        }
  }

  void add_computations(const json& in, Case one) {
    const bool services_only =
        !wishes_.connections.empty() || !wishes_.rates.empty() || !wishes_.transports.empty() || !wishes_.load.empty();
    if (services_only && wishes_.workers.empty()) return;
    for (const int workers : wished(wishes_.workers, workers_of(in))) {
      one.load.workers = workers;
      finish(in, one, fmt::format("-{}w", workers), fmt::format("{} worker{}", workers, workers == 1 ? "" : "s"));
    }
  }

  // The file's numbers; "sweep" for 1 to as many as there are CPUs, and twice as many; or as many as there are CPUs.
  std::vector<int> workers_of(const json& in) const {
    const auto cpus = static_cast<int>(plan_.server_cpus.size() + plan_.generator_cpus.size());
    if (in.value("workers", json()) != "sweep") return listed<int>(in, "workers", {cpus});
    std::vector<int> all(static_cast<std::size_t>(cpus));
    std::iota(all.begin(), all.end(), 1);
    all.push_back(2 * cpus);
    return all;
  }

  void finish(const json& in, Case one, const std::string& suffix, const std::string& phrase) {
    const auto& workload = workload_named(one.workload);
    one.id = one.workload;
    one.title = one.workload;
    const bool service = workloads::shape_named(one.shape).service;
    for (const auto& spec : workload.parameters) {
      const auto value = one.parameters.at(std::string(spec.name));
      if (spec.calibrated || (service && value == spec.standard)) continue;  // what goes without saying
      one.id += fmt::format("-{}{}", spec.name, value);
      const std::string words = value_words(spec, value);
      one.title += words.empty() ? fmt::format(" {} = {}{}", spec.name, value, spec.unit == "1" ? "" : fmt::format(" {}", spec.unit))
                                 : fmt::format(" {}: {}", spec.name, words);
    }
    if (one.load.pipelining > 1) one.id += fmt::format("-p{}", one.load.pipelining);
    one.id += suffix;
    one.title += ", " + phrase;
    if (std::ranges::find(plan_.cases, one.id, &Case::id) != plan_.cases.end()) return;
    choose(in, one);
    const auto contestants = std::ranges::count(one.contestants, Role::contestant, &Contestant::role);
    if (contestants > 0 || (!one.contestants.empty() && wishes_.ids == std::vector{one.reference})) plan_.cases.push_back(one);
  }

  // The reference, its copy and the floor always; then the plan file's choice in its order, up to its limit.
  void choose(const json& in, Case& one) {
    const auto* reference = workloads::find_implementation(one.shape, one.reference);
    if (reference == nullptr)
      throw UsageError(fmt::format("--plan: the reference {} of case {} is not in this build", one.reference, one.id));
    available(*reference);
    if (const std::string reason = reference->refusal(one.parameters); !reason.empty())
      return skip(one, one.reference, "not_applicable", reason);  // and the case with it: nothing to compare with
    if (const std::string reason = why_pointless(plan_, one); !reason.empty()) return skip(one, one.reference, "not_applicable", reason);
    one.contestants = {{one.reference, Role::reference}, {one.reference, Role::copy}};
    if (one.load.model != LoadModel::slow_readers) one.contestants.push_back({"null", Role::null});  // it waits for a peer to read
    const std::size_t at_most = in.value("at_most", std::size_t{12}) - 1 + one.contestants.size();
    std::vector<std::string> order;
    for (const std::string& name : in.at("contestants").get<std::vector<std::string>>()) {
      if (name != "*") order.push_back(name);
      for (const bool foreign : {false, true})  // what takes ten times as long comes last
        for (const Implementation& implementation : workloads::implementations())
          if (name == "*" && implementation.shape == one.shape &&
              std::holds_alternative<workloads::ForeignService>(implementation.body) == foreign)
            order.push_back(implementation.id());
    }
    if (!wishes_.ids.empty()) order.insert(order.begin(), wishes_.ids.begin(), wishes_.ids.end());
    std::set<std::string> taken{one.reference};
    for (const std::string& name : order) {
      const auto* implementation = workloads::find_implementation(one.shape, name);
      if (implementation == nullptr || !taken.insert(name).second) continue;
      const std::string missing = implementation->unavailable();
      const std::string reason = why_not_applicable(*implementation, one);
      if (!passes(wishes_, *implementation))
        plan_.partial = true;
      else if (!missing.empty())
        skip(one, name, "not_available", missing);
      else if (!reason.empty())
        skip(one, name, "not_applicable", reason);
      else if (one.contestants.size() >= at_most)
        skip(one, name, "not_in_plan",
             fmt::format("the plan {} measures at most {} here; ask for it with --impl", plan_.name, in.value("at_most", 12)));
      else
        one.contestants.push_back({name, Role::contestant});
    }
    for (const Implementation& implementation : workloads::implementations())
      if (implementation.shape == one.shape && !taken.contains(implementation.id()))
        skip(one, implementation.id(), "not_in_plan",
             fmt::format("not among the contestants that the plan {} names for this case", plan_.name));
  }

  void skip(const Case& one, const std::string& name, const char* kind, const std::string& reason) {
    plan_.skipped.push_back({.case_id = one.id, .contestant = name, .kind = kind, .reason = reason});
  }

  const Wishes& wishes_;
  Plan& plan_;
};

}  // namespace

Plan build_plan(const Wishes& wishes, const std::vector<int>& server_cpus, const std::vector<int>& generator_cpus) {
  check_filters(wishes);
  const json file = read_plan_file(wishes.plan);
  Plan plan{.name = std::filesystem::path(wishes.plan).stem(), .server_cpus = server_cpus, .generator_cpus = generator_cpus};
  try {
    plan.about = file.at("about");
    plan.exploratory = file.at("exploratory");
    const bool longer = wishes.rounds || wishes.slices || wishes.slice_ms;  // who asks for more gives the time for it
    plan.budget = std::chrono::seconds(longer ? 0 : file.at("budget_s").get<int>());
    plan.margins = file.at("margins");
    plan.partial = !wishes.workloads.empty();
    Builder(wishes, plan).add_all(file);
    if (file.contains("atoms") && !narrowed(wishes))
      plan.atoms = {.repetitions = file["atoms"].at("repetitions"),
                    .min_time = milliseconds(file["atoms"].at("min_time_ms").get<int>()),
                    .atoms = static_cast<int>(placed_atoms(cpus_of_atoms(watched_cpus(plan))).size())};
  } catch (const json::exception& error) {
    throw UsageError(fmt::format("--plan {}: {}", wishes.plan, error.what()));
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("--plan {}: {}", wishes.plan, error.what()));
  }
  check_parameters(wishes, plan);
  if (plan.cases.empty())
    throw UsageError(fmt::format(
        "nothing is left to measure: the plan {} has no case for these filters together "
        "(--rate is for open loops of services, --workers for computations, and a limit may exclude an implementation{}){}",
        plan.name, plan.skipped.empty() ? "" : fmt::format(": {} {}", plan.skipped.front().contestant, plan.skipped.front().reason),
        where_it_is(wishes)));
  return plan;
}

}  // namespace harness
