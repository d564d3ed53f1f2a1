// A plan as JSON, and what it will take.
#include "harness/plan/plan.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "harness/errors.h"
#include "harness/plan/loads.h"

namespace harness {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr int schema = 1;
constexpr nanoseconds launch_time = milliseconds(25);  // fork, exec, connect and stop of one contestant
constexpr int runs_before_slices = 3;                  // of a computation: its first verification, calibration, one more
constexpr nanoseconds dear_unit(20);                   // a fork or a task of an ordinary implementation on an ordinary machine

template <class Enum, std::size_t n>
Enum named(const std::array<std::string_view, n>& names, const std::string& name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) throw CannotMeasure(fmt::format("plan.json holds an unknown word '{}'", name));
  return static_cast<Enum>(found - names.begin());
}

constexpr std::array<std::string_view, 4> role_names{"reference", "copy", "null", "contestant"};
constexpr std::array<std::string_view, 2> transport_names{"tcp", "unix"};

json to_json(const Load& load) {
  if (load.model == LoadModel::none) return {{"model", "none"}};
  json out{{"model", to_string(load.model)},
           {"connections", load.connections},
           {"pipelining", load.pipelining},
           {"transport", to_string(load.transport)},
           {"timeout_ns", load.timeout.count()}};
  add_details(load, out);
  return out;
}

Load load_from_json(const json& in) {
  Load load = load_details(in);
  if (load.model == LoadModel::none) return load;
  load.connections = in.at("connections");
  load.pipelining = in.at("pipelining");
  load.transport = named<Transport>(transport_names, in.at("transport"));
  load.timeout = nanoseconds(in.at("timeout_ns").get<std::int64_t>());
  return load;
}

json to_json(const Case& one) {
  json out{{"id", one.id},
           {"title", one.title},
           {"family", one.family},
           {"kind", workloads::shape_named(one.shape).service ? "service" : "computation"},
           {"unit", workloads::shape_named(one.shape).unit},
           {"workload", one.workload},
           {"shape", one.shape},
           {"parameters", one.parameters},
           {"units", one.units},
           {"load", to_json(one.load)},
           {"launch", one.sliced ? "sliced" : "alone"},
           {"rounds", one.rounds},
           {"slices", one.slices},
           {"slice_ns", one.slice.count()},
           {"lead_in_ns", one.lead_in.count()},
           {"warm_up_ns", one.warm_up.count()},
           {"warm_up_requests", one.warm_up_requests},
           {"duration_ns", one.duration.count()},
           {"primary", one.primary},
           {"reference", one.reference},
           {"workers", one.load.workers}};
  for (const auto& contestant : one.contestants)
    out["contestants"].push_back({{"id", contestant.id}, {"role", to_string(contestant.role)}});
  return out;
}

Case case_from_json(const json& in) {
  Case one{.id = in.at("id"),
           .title = in.at("title"),
           .family = in.at("family"),
           .workload = in.at("workload"),
           .shape = in.at("shape"),
           .parameters = in.at("parameters").get<workloads::Parameters>(),
           .units = in.value("units", std::uint64_t{0}),
           .load = load_from_json(in.at("load"))};
  one.load.workers = in.at("workers");
  one.sliced = in.at("launch") == "sliced";
  one.rounds = in.at("rounds");
  one.slices = in.at("slices");
  one.slice = nanoseconds(in.at("slice_ns").get<std::int64_t>());
  one.lead_in = nanoseconds(in.at("lead_in_ns").get<std::int64_t>());
  one.warm_up = nanoseconds(in.at("warm_up_ns").get<std::int64_t>());
  one.warm_up_requests = in.at("warm_up_requests");
  one.duration = nanoseconds(in.at("duration_ns").get<std::int64_t>());
  one.primary = in.at("primary");
  one.reference = in.at("reference");
  for (const auto& contestant : in.at("contestants"))
    one.contestants.push_back({.id = contestant.at("id"), .role = named<Role>(role_names, contestant.at("role"))});
  return one;
}

json describe(const workloads::Implementation& one) {
  json out{{"id", one.id()},
           {"shape", one.shape},
           {"file", one.file},
           {"threads", one.traits.threads},
           {"synchronisation", one.synchronisation()},
           {"stops_by", one.traits.stops_by},
           {"track", one.traits.track == workloads::Track::tuned ? "tuned" : "idiomatic"},
           {"coarsened", one.traits.coarsened},
           {"limit_reason", one.traits.limit_reason},
           {"remark", one.traits.remark}};
  return out;
}

}  // namespace

std::string_view to_string(Role role) { return role_names[static_cast<std::size_t>(role)]; }
std::string_view to_string(Transport transport) { return transport_names[static_cast<std::size_t>(transport)]; }

nanoseconds Case::round_estimate() const {
  const auto launches = static_cast<std::int64_t>(contestants.size());
  const nanoseconds shortest(static_cast<std::int64_t>(units));  // of one run
  const nanoseconds visit = sliced ? slices * (std::max(slice, shortest) + lead_in + milliseconds(1)) : lead_in + duration;
  return launches * (launch_time + std::max(warm_up, runs_before_slices * shortest) + visit);
}

bool Case::may_take_longer() const { return sliced && static_cast<std::int64_t>(units) * dear_unit > slice; }

// A repetition takes half as long again as it must, the first one twice; processes and counting take a second.
nanoseconds AtomsPlan::estimate() const {
  return repetitions == 0 ? nanoseconds{} : nanoseconds(atoms * (repetitions + 1) * min_time * 3 / 2) + std::chrono::seconds(1);
}

nanoseconds Plan::estimate() const {
  nanoseconds sum = atoms.estimate();
  for (const Case& one : cases) sum += one.rounds * one.round_estimate();
  return sum;
}

json to_json(const Plan& plan) {
  json out{{"schema", schema},
           {"plan", plan.name},
           {"about", plan.about},
           {"exploratory", plan.exploratory},
           {"partial", plan.partial},
           {"budget_s", plan.budget.count()},
           {"seed", plan.seed},
           {"server_cpus", plan.server_cpus},
           {"generator_cpus", plan.generator_cpus},
           {"command", plan.command},
           {"commit", plan.commit},
           {"dirty", plan.dirty},
           {"started_utc", plan.started_utc},
           {"margins", plan.margins},
           {"cases", json::array()},
           {"skipped", json::array()},
           {"implementations", json::array()}};
  for (const Case& one : plan.cases) out["cases"].push_back(to_json(one));
  for (const Skipped& one : plan.skipped)
    out["skipped"].push_back({{"case", one.case_id}, {"contestant", one.contestant}, {"kind", one.kind}, {"reason", one.reason}});
  for (const auto& one : workloads::implementations())
    if (std::ranges::any_of(plan.cases, [&](const Case& measured) { return measured.shape == one.shape; }))
      out["implementations"].push_back(describe(one));
  if (plan.atoms.repetitions > 0)
    out["atoms"] = {
        {"repetitions", plan.atoms.repetitions}, {"min_time_ns", nanoseconds(plan.atoms.min_time).count()}, {"atoms", plan.atoms.atoms}};
  return out;
}

Plan plan_from_json(const json& in) {
  try {
    if (in.at("schema").get<int>() > schema)
      throw CannotMeasure(fmt::format("plan.json has schema {}, this program reads up to {}: use the Fiveways that wrote it",
                                      in.at("schema").get<int>(), schema));
    Plan plan{.name = in.at("plan"),
              .about = in.at("about"),
              .exploratory = in.at("exploratory"),
              .partial = in.at("partial"),
              .budget = std::chrono::seconds(in.at("budget_s").get<int>()),
              .seed = in.at("seed"),
              .server_cpus = in.at("server_cpus").get<std::vector<int>>(),
              .generator_cpus = in.at("generator_cpus").get<std::vector<int>>(),
              .command = in.at("command"),
              .commit = in.at("commit"),
              .dirty = in.at("dirty"),
              .started_utc = in.at("started_utc"),
              .margins = in.at("margins")};
    for (const auto& one : in.at("cases")) plan.cases.push_back(case_from_json(one));
    for (const auto& one : in.at("skipped"))
      plan.skipped.push_back(
          {.case_id = one.at("case"), .contestant = one.at("contestant"), .kind = one.at("kind"), .reason = one.at("reason")});
    if (in.contains("atoms"))
      plan.atoms = {.repetitions = in["atoms"].at("repetitions"),
                    .min_time = std::chrono::duration_cast<milliseconds>(nanoseconds(in["atoms"].at("min_time_ns").get<std::int64_t>())),
                    .atoms = in["atoms"].at("atoms")};
    return plan;
  } catch (const json::exception& error) {
    throw CannotMeasure(fmt::format("plan.json is not a plan of Fiveways: {}", error.what()));
  } catch (const std::invalid_argument& error) {
    throw CannotMeasure(fmt::format("plan.json: {}", error.what()));
  }
}

}  // namespace harness
