#pragma once
// When the requests of an open loop are due: drawn before the clock starts, from a seed, along a rate that may change with time.

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace harness {

/// What a user calls the arrivals: gaps are exponential, even in `constant`; the rate stays, in `ramp` it rises, in `burst` it jumps.
enum class ArrivalProcess { poisson, constant, ramp, burst };

std::string_view to_string(ArrivalProcess process);
/// Throws std::invalid_argument naming the word.
ArrivalProcess arrival_process(std::string_view name);

/// A stretch of a schedule: the rate goes linearly from one value to another.
struct RateStretch {
  double from_per_s = 0;
  double to_per_s = 0;
  std::chrono::nanoseconds duration{};
};

/// What an open loop offers. `peak_per_s` is where a ramp ends and what a burst offers.
struct Offer {
  ArrivalProcess process = ArrivalProcess::poisson;
  double rate_per_s = 0;
  double peak_per_s = 0;
  std::chrono::nanoseconds burst = std::chrono::milliseconds(100);        ///< how long one lasts
  std::chrono::nanoseconds burst_every = std::chrono::milliseconds(500);  ///< from one to the next; it lies in the middle
};

/// `lead_in` at the first rate, then what was asked for `duration`.
std::vector<RateStretch> stretches_of(const Offer& offer, std::chrono::nanoseconds lead_in, std::chrono::nanoseconds duration);

struct Arrivals {
  std::chrono::nanoseconds duration{};
  std::vector<std::uint64_t> due_ns;  ///< ascending, since the start of the schedule
};

enum class Gaps { exponential, even };

/// Arrivals along the stretches, one after another: a unit-rate process (gaps -ln(U), or 1) whose time is stretched by the rate, so that
/// every stretch is Poisson, or even, at its own rate. The same seed draws the same schedule.
Arrivals draw_arrivals(const std::vector<RateStretch>& stretches, Gaps gaps, std::uint64_t seed);

Arrivals draw_arrivals(const Offer& offer, std::chrono::nanoseconds lead_in, std::chrono::nanoseconds duration, std::uint64_t seed);

}  // namespace harness
