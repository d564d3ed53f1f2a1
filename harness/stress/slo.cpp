// The highest rate within an objective: which open loops are looked at, and what each says.
#include "harness/load/clock.h"
#include "harness/stress/slo_search.h"
#include "harness/stress/stress.h"

namespace harness {
namespace {

using nlohmann::json;
using std::chrono::nanoseconds;

constexpr double percentile = 0.99;
constexpr double requests = 100 / (1 - percentile);  // so many compare a percentile (METHOD.md)
constexpr double least_arrivals = 1'000;             // the deliveries of one message are late together
constexpr double least_s = 0.3;

std::string_view to_string(Look look) { return look == Look::passed ? "passed" : look == Look::failed ? "failed" : "undecided"; }

// Latency counts from the due time, so a generator that was late can only fail a rate, never pass it.
Look judge(const OpenResult& open, nanoseconds objective) {
  const auto delivered = static_cast<double>(open.delivered) / static_cast<double>(std::max<std::uint64_t>(1, open.offered));
  const std::uint64_t p50 = open.from_due.quantile_ns(0.5);
  const std::uint64_t lag = open.lag_pacing.quantile_ns(0.999);
  if (delivered >= 0.99 && open.from_due.quantile_ns(percentile) <= static_cast<std::uint64_t>(objective.count())) return Look::passed;
  const bool generator_kept_pace = (lag < 50'000 || lag * 10 < p50) && open.generator_working_share < 0.7;
  return generator_kept_pace ? Look::failed : Look::undecided;
}

}  // namespace

Found search_slo(const Subject& subject) {
  const Case& one = subject.one;
  const std::uint64_t end = now_ns() + static_cast<std::uint64_t>(one.duration.count());
  const ClosedSlice closed = subject.generator.closed({}, std::chrono::milliseconds(200), [] { return std::uint64_t{0}; });
  const double capacity = static_cast<double>(closed.requests) * 1e9 / static_cast<double>(closed.duration_ns);

  Found found{.requests = closed.requests, .faults = closed.faults};
  json looks = json::array();
  const auto look = [&](double rate) {
    const double arrivals_per_s = rate / one.load.fan_out;
    const nanoseconds length(static_cast<std::int64_t>(std::max({least_s, requests / rate, least_arrivals / arrivals_per_s}) * 1e9));
    const Arrivals arrivals = draw_arrivals({.rate_per_s = arrivals_per_s}, one.lead_in, length, subject.seed + looks.size());
    const OpenResult open = subject.generator.open(arrivals, one.lead_in, subject.server_cpu, {});
    const Look said = judge(open, one.load.objective);
    found.requests += open.visit_requests;
    const Faults ending = ending_faults(open, one);
    found.faults.closed += ending.closed;
    found.faults.wrong += ending.wrong;
    looks.push_back({{"rate_per_s", rate},
                     {"said", to_string(said)},
                     {"offered", open.offered},
                     {"delivered", open.delivered},
                     {"p50_ns", open.from_due.quantile_ns(0.5)},
                     {"p99_ns", open.from_due.quantile_ns(percentile)},
                     {"lag_p999_ns", open.lag_pacing.quantile_ns(0.999)},
                     {"generator_working_share", open.generator_working_share},
                     {"errors", open.faults.closed},
                     {"timeouts", open.faults.timeouts}});
    return said;
  };
  const SloResult searched =
      search_highest_rate({.first_per_s = capacity / 2}, look, [&] { return now_ns() < end && found.faults.total() == 0; });

  json slo{{"objective_ns", one.load.objective.count()},
           {"percentile", percentile},
           {"closed_loop_per_s", capacity},
           {"finished", searched.finished},
           {"generator_limited", searched.generator_limited},
           {"looks", looks}};
  if (searched.highest_passed_per_s) slo["highest_passed_per_s"] = *searched.highest_passed_per_s;
  if (searched.lowest_missed_per_s) slo["lowest_missed_per_s"] = *searched.lowest_missed_per_s;
  found.result["slo"] = slo;
  return found;
}

}  // namespace harness
