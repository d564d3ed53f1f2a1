// Reads, writes and words loads.
#include "harness/plan/loads.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace harness {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::array<std::string_view, 10> model_names{"none",  "closed", "open",         "overload",     "slo",
                                                       "churn", "crowd",  "slow_senders", "slow_readers", "one_connection"};
constexpr std::array<std::string_view, 3> placement_names{"same_core", "blocking", "spinning"};

template <class Enum, std::size_t n>
Enum named(const char* what, const std::array<std::string_view, n>& names, const std::string& name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) throw std::invalid_argument(fmt::format("a load has no {} '{}'", what, name));
  return static_cast<Enum>(found - names.begin());
}

bool changes_rate(const Load& load) {
  return load.model == LoadModel::open && (load.offer.process == ArrivalProcess::ramp || load.offer.process == ArrivalProcess::burst);
}
bool is_slow(const Load& load) { return load.model == LoadModel::slow_senders || load.model == LoadModel::slow_readers; }
bool needs_objective(const Load& load) { return load.model == LoadModel::overload || load.model == LoadModel::slo || changes_rate(load); }

std::string time_words(nanoseconds time) {
  const auto micros = static_cast<double>(time.count()) / 1e3;
  return micros < 1'000 ? fmt::format("{:g} µs", micros) : fmt::format("{:g} ms", micros / 1e3);
}

std::string words_of(const Load& load) {
  const std::string poisson = fmt::format("{} arrivals {:g}/s", to_string(load.offer.process), load.offer.rate_per_s);
  switch (load.model) {
    case LoadModel::open:
      if (load.offer.process == ArrivalProcess::ramp)
        return fmt::format("ramp from {:g} to {:g}/s", load.offer.rate_per_s, load.offer.peak_per_s);
      if (load.offer.process == ArrivalProcess::burst)
        return fmt::format("{:g}/s with bursts of {:g}/s for {} every {}", load.offer.rate_per_s, load.offer.peak_per_s,
                           time_words(load.offer.burst), time_words(load.offer.burst_every));
      return poisson;
    case LoadModel::overload:
      return fmt::format("50, 150, 50 % of capacity, objective {}", time_words(load.objective));
    case LoadModel::slo:
      return fmt::format("highest rate with p99 under {}", time_words(load.objective));
    case LoadModel::churn:
      return load.fan_out > 1 ? "each there for one message" : "one request a connection";
    case LoadModel::crowd:
      return load.fan_out > 1 ? "added in five steps, every message to all" : "idle, 1 % active beside them";
    case LoadModel::slow_senders:
      return fmt::format("{} beside {} slow senders", poisson, load.slow);
    case LoadModel::slow_readers:
      return fmt::format("{} beside {} slow readers", poisson, load.slow);
    case LoadModel::one_connection:
      return load.placement == Placement::same_core  ? "server and client on one core"
             : load.placement == Placement::blocking ? "across cores, both sleep"
                                                     : "across cores, neither CPU sleeps";
    default:
      return "closed loop";
  }
}

}  // namespace

std::string_view to_string(LoadModel model) { return model_names[static_cast<std::size_t>(model)]; }
std::string_view to_string(Placement placement) { return placement_names[static_cast<std::size_t>(placement)]; }

std::vector<std::string> load_names() {
  std::vector<std::string> names(model_names.begin() + 1, model_names.end());
  names.insert(names.begin() + 2, {"ramp", "burst"});
  return names;
}

bool is_named(const Load& load, std::string_view name) {
  return to_string(load.model) == name || (changes_rate(load) && to_string(load.offer.process) == name);
}

Load load_from_plan_file(const json& in) {
  Load load{.model = named<LoadModel>("model", model_names, in.at("model"))};
  load.offer.process = arrival_process(in.value("arrivals", "poisson"));
  load.offer.peak_per_s = in.value("peak_per_s", 0.0);
  load.offer.burst = milliseconds(in.value("burst_ms", 100));
  load.offer.burst_every = milliseconds(in.value("burst_every_ms", 500));
  load.objective = nanoseconds(static_cast<std::int64_t>(in.value("objective_ms", 0.0) * 1e6));
  if (is_slow(load)) load.slow = in.at("slow");
  if (load.model == LoadModel::one_connection) load.placement = named<Placement>("placement", placement_names, in.at("placement"));
  if (changes_rate(load) && load.offer.peak_per_s <= 0) throw std::invalid_argument("a ramp or burst needs peak_per_s");
  if (load.offer.burst.count() <= 0 || load.offer.burst >= load.offer.burst_every)
    throw std::invalid_argument("burst_ms must be shorter than burst_every_ms");
  if (needs_objective(load) && load.objective.count() <= 0)
    throw std::invalid_argument(fmt::format("the load {} needs objective_ms", to_string(load.model)));
  return load;
}

void add_details(const Load& load, json& out) {
  if (load.offers())
    out.update({{"arrivals", to_string(load.offer.process)}, {"rate_per_s", load.offer.rate_per_s}, {"busy_policy", "wait_in_client"}});
  if (changes_rate(load))
    out.update({{"peak_per_s", load.offer.peak_per_s},
                {"burst_ns", load.offer.burst.count()},
                {"burst_every_ns", load.offer.burst_every.count()}});
  if (load.model == LoadModel::overload || load.model == LoadModel::slo) out["busy_policy"] = "wait_in_client";
  if (load.objective.count() > 0) out["objective_ns"] = load.objective.count();
  if (is_slow(load)) out["slow"] = load.slow;
  if (load.fan_out > 1) out["fan_out"] = load.fan_out;
  if (load.model == LoadModel::one_connection) out["placement"] = to_string(load.placement);
}

Load load_details(const json& in) {
  Load load{.model = named<LoadModel>("model", model_names, in.at("model"))};
  if (load.offers()) {
    load.offer.process = arrival_process(in.at("arrivals").get<std::string>());
    load.offer.rate_per_s = in.at("rate_per_s");
  }
  if (changes_rate(load)) {
    load.offer.peak_per_s = in.at("peak_per_s");
    load.offer.burst = nanoseconds(in.at("burst_ns").get<std::int64_t>());
    load.offer.burst_every = nanoseconds(in.at("burst_every_ns").get<std::int64_t>());
  }
  load.objective = nanoseconds(in.value("objective_ns", std::int64_t{0}));
  load.slow = in.value("slow", 0);
  load.fan_out = in.value("fan_out", 1);
  if (in.contains("placement")) load.placement = named<Placement>("placement", placement_names, in.at("placement"));
  return load;
}

std::string suffix_of(const Load& load) {
  std::string text = fmt::format("-{}c", load.connections);
  if (load.offers()) text += fmt::format("-{:g}ps", load.offer.rate_per_s);
  if (changes_rate(load)) text += fmt::format("-{}-{:g}ps", to_string(load.offer.process), load.offer.peak_per_s);
  if (load.model != LoadModel::open && load.model != LoadModel::closed)
    text += fmt::format("-{}{}", load.model == LoadModel::one_connection ? to_string(load.placement) : to_string(load.model),
                        load.slow > 0 ? std::to_string(load.slow) : "");
  if (load.model == LoadModel::slo) text += fmt::format("-{:g}us", static_cast<double>(load.objective.count()) / 1e3);
  return text + (load.transport == Transport::unix_socket ? "-unix" : "");
}

std::string phrase_of(const Load& load, std::string_view peer) {
  return fmt::format("{} {}{}, {}{}", load.connections, peer, load.connections == 1 ? "" : "s", words_of(load),
                     load.transport == Transport::unix_socket ? ", Unix sockets" : ", TCP loopback");
}

}  // namespace harness
