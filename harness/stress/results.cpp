// What loops found, as JSON.
#include "harness/stress/stress.h"

namespace harness {

using nlohmann::json;

Faults ending_faults(const OpenResult& open, const Case& one) {
  const bool nothing = open.answered == 0;
  return {.closed = nothing || one.shape != "broadcast" ? open.faults.closed : 0,
          .timeouts = nothing ? open.faults.timeouts : 0,
          .wrong = open.faults.wrong};
}

json to_json(const OpenResult& open) {
  json out{{"offered", open.offered},
           {"answered", open.answered},
           {"delivered", open.delivered},
           {"errors", open.faults.closed},
           {"timeouts", open.faults.timeouts},
           {"wrong", open.faults.wrong},
           {"duration_ns", open.duration_ns},
           {"from_due", open.from_due.to_json()},
           {"from_send", open.from_send.to_json()},
           {"lag_pacing", open.lag_pacing.to_json()},
           {"lag_waiting", open.lag_waiting.to_json()},
           {"generator_working_share", open.generator_working_share},
           {"send_gaps_ns", open.send_gaps_ns}};
  if (open.heavy > 0) out["from_due_light"] = open.from_due_light.to_json();
  if (!open.windows.empty()) out["windows"] = to_json(open.windows);
  return out;
}

json to_json(const std::vector<OpenWindow>& windows) {
  json out = json::array();
  for (const OpenWindow& one : windows) out.push_back({one.offered, one.good, one.answered});
  return out;
}

json to_json(const ClosedSlice& slice, int index, std::uint64_t run_started_ns) {
  return {{"index", index},
          {"started_ns", slice.started_ns - run_started_ns},
          {"duration_ns", slice.duration_ns},
          {"requests", slice.requests},
          {"server_cpu_ns", slice.server_cpu_ns},
          {"generator_cpu_ns", slice.generator_cpu_ns},
          {"errors", slice.faults.closed},
          {"timeouts", slice.faults.timeouts},
          {"wrong", slice.faults.wrong}};
}

}  // namespace harness
