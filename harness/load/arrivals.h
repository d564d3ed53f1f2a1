#pragma once
// When the requests of an open loop are due: drawn before the clock starts, from a seed.

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace harness {

enum class ArrivalProcess { poisson, constant };

std::string_view to_string(ArrivalProcess process);

struct Arrivals {
  ArrivalProcess process = ArrivalProcess::poisson;
  double rate_per_s = 0;
  std::chrono::nanoseconds duration{};
  std::vector<std::uint64_t> due_ns;  ///< ascending, since the start of the schedule
};

/// Arrivals at `rate_per_s` for `duration`. Poisson gaps are exponential, -ln(U)/rate; the same seed draws the same schedule.
Arrivals draw_arrivals(ArrivalProcess process, double rate_per_s, std::chrono::nanoseconds duration, std::uint64_t seed);

}  // namespace harness
