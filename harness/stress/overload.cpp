// Overload and recovery: 50, 150 and 50 % of a capacity that is the same for everybody.
#include "harness/stress/stress.h"

namespace harness {

using nlohmann::json;

Found overload(const Subject& subject) {
  constexpr std::chrono::milliseconds window{100};
  const Case& one = subject.one;
  const ClosedSlice own = subject.generator.closed({}, std::chrono::milliseconds(200), [] { return std::uint64_t{0}; });
  // A server that loses nothing keeps half a phase's worth of its capacity in the queue, and has half of its capacity free to work it off:
  // a phase's time, so the last phase lasts two.
  const auto phase = std::max<std::chrono::nanoseconds>(window, one.duration / 4 / window * window);
  const double low = 0.5 * subject.reference_per_s;
  const double high = 1.5 * subject.reference_per_s;
  const double each = one.load.fan_out;
  const Arrivals arrivals =
      draw_arrivals({{low / each, low / each, one.lead_in + phase}, {high / each, high / each, phase}, {low / each, low / each, 2 * phase}},
                    Gaps::exponential, subject.seed);
  const OpenResult open =
      subject.generator.open(arrivals, one.lead_in, subject.server_cpu, {.objective = one.load.objective, .window = window});

  Found found{.requests = own.requests + open.visit_requests};
  found.result["overload"] = {{"reference_per_s", subject.reference_per_s},
                              {"own_per_s", static_cast<double>(own.requests) * 1e9 / static_cast<double>(own.duration_ns)},
                              {"rates_per_s", {low, high, low}},
                              {"phase_ns", phase.count()},
                              {"window_ns", std::chrono::nanoseconds(window).count()},
                              {"objective_ns", one.load.objective.count()},
                              {"windows", to_json(open.windows)},
                              {"offered", open.offered},
                              {"answered", open.answered},
                              {"lost", open.lost},
                              {"errors", open.faults.closed},
                              {"timeouts", open.faults.timeouts},
                              {"generator_working_share", open.generator_working_share},
                              {"lag_pacing", open.lag_pacing.to_json()},
                              {"from_due", open.from_due.to_json()}};
  found.faults = ending_faults(open, one);
  found.faults.closed += own.faults.closed;
  found.faults.wrong += own.faults.wrong;
  return found;
}

}  // namespace harness
