// Draws the schedule of an open loop.
#include "harness/load/arrivals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "workloads/mix.h"

namespace harness {
namespace {

using std::chrono::nanoseconds;

constexpr std::array<std::string_view, 4> names{"poisson", "constant", "ramp", "burst"};

double seconds(nanoseconds time) { return static_cast<double>(time.count()) / 1e9; }

// When, after a stretch began, its expected number of arrivals reaches `count`; in ns.
double reached_ns(const RateStretch& stretch, double count) {
  if (count <= 0) return 0;
  const double from = stretch.from_per_s;
  if (from == stretch.to_per_s) return count * (1e9 / from);
  const double slope = (stretch.to_per_s - from) / seconds(stretch.duration);
  return 2e9 * count / (from + std::sqrt(from * from + 2 * slope * count));  // the root that keeps its digits where the slope is small
}

double expected(const RateStretch& stretch) { return (stretch.from_per_s + stretch.to_per_s) / 2 * seconds(stretch.duration); }

}  // namespace

std::string_view to_string(ArrivalProcess process) { return names[static_cast<std::size_t>(process)]; }

ArrivalProcess arrival_process(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) throw std::invalid_argument("arrivals are poisson, constant, ramp or burst, not '" + std::string(name) + "'");
  return static_cast<ArrivalProcess>(found - names.begin());
}

std::vector<RateStretch> stretches_of(const Offer& offer, nanoseconds lead_in, nanoseconds duration) {
  const double rate = offer.rate_per_s;
  std::vector<RateStretch> all{{rate, rate, lead_in}};
  if (offer.process == ArrivalProcess::ramp) {
    all.push_back({rate, offer.peak_per_s, duration});
  } else if (offer.process == ArrivalProcess::burst) {
    const nanoseconds around = (offer.burst_every - offer.burst) / 2;
    nanoseconds left = duration;
    while (left.count() > 0)
      for (const auto& [per_s, length] : {std::pair(rate, around), std::pair(offer.peak_per_s, offer.burst), std::pair(rate, around)}) {
        all.push_back({per_s, per_s, std::min(length, left)});
        left -= all.back().duration;
      }
  } else {
    all.front().duration += duration;
  }
  return all;
}

Arrivals draw_arrivals(const std::vector<RateStretch>& stretches, Gaps gaps, std::uint64_t seed) {
  Arrivals arrivals;
  double all = 0;
  for (const RateStretch& one : stretches) all += expected(one);
  arrivals.due_ns.reserve(static_cast<std::size_t>(all * 1.05) + 64);
  const std::uint64_t key = workloads::mix(seed);
  double next = 0;    // the next arrival, in expected arrivals since the schedule began
  double before = 0;  // expected before this stretch
  std::uint64_t drawn = 0;
  const auto advance = [&] {
    const double uniform = (static_cast<double>(workloads::mix(key + drawn) >> 11) + 1) * 0x1p-53;  // (0, 1]
    next = gaps == Gaps::exponential ? next - std::log(uniform) : static_cast<double>(drawn);
    ++drawn;
  };
  advance();
  for (const RateStretch& stretch : stretches) {
    const auto begun = static_cast<std::uint64_t>(arrivals.duration.count());
    const auto length = static_cast<double>(stretch.duration.count());
    const double end = before + expected(stretch);
    while (next < end) {
      arrivals.due_ns.push_back(begun + static_cast<std::uint64_t>(std::min(reached_ns(stretch, next - before), length)));
      advance();
    }
    before = end;
    arrivals.duration += stretch.duration;
  }
  return arrivals;
}

Arrivals draw_arrivals(const Offer& offer, nanoseconds lead_in, nanoseconds duration, std::uint64_t seed) {
  return draw_arrivals(stretches_of(offer, lead_in, duration), offer.process == ArrivalProcess::constant ? Gaps::even : Gaps::exponential,
                       seed);
}

}  // namespace harness
