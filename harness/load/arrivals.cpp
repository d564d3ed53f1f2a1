// Draws the schedule of an open loop.
#include "harness/load/arrivals.h"

#include <cmath>

#include "workloads/mix.h"

namespace harness {

std::string_view to_string(ArrivalProcess process) { return process == ArrivalProcess::poisson ? "poisson" : "constant"; }

Arrivals draw_arrivals(ArrivalProcess process, double rate_per_s, std::chrono::nanoseconds duration, std::uint64_t seed) {
  Arrivals arrivals{.process = process, .rate_per_s = rate_per_s, .duration = duration, .due_ns = {}};
  const double gap_ns = 1e9 / rate_per_s;
  const auto end_ns = static_cast<double>(duration.count());
  arrivals.due_ns.reserve(static_cast<std::size_t>(end_ns / gap_ns * 1.05) + 64);
  double due = 0;
  for (std::uint64_t drawn = 0;; ++drawn) {
    if (process == ArrivalProcess::poisson) {
      const double uniform = (static_cast<double>(workloads::mix(workloads::mix(seed) + drawn) >> 11) + 1) * 0x1p-53;  // (0, 1]
      due += -std::log(uniform) * gap_ns;
    } else {
      due = static_cast<double>(drawn) * gap_ns;
    }
    if (due >= end_ns) return arrivals;
    arrivals.due_ns.push_back(static_cast<std::uint64_t>(due));
  }
}

}  // namespace harness
