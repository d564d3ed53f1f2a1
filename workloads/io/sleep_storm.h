#pragma once
// `sleep_storm` (timers): very many sleeps at once. Tells apart memory a sleeping task and structures of timers.
// Null hypothesis: with few sleeps the kernel's timer makes the lateness, and models on one loop tie.

#include <array>

#include "workloads/mix.h"
#include "workloads/shapes/timers.h"

namespace workloads {

/// Lengths are spread evenly, to the nanosecond, over [shortest, shortest + span], drawn by nonce and sleep.
class SleepStorm {
 public:
  static constexpr std::string_view name = "sleep_storm";
  static constexpr std::string_view shape = "timers";
  static constexpr std::string_view summary = "very many sleeps at once, each of which tells how late it woke";
  static constexpr std::string_view null_hypothesis = "few sleeps: the kernel's timer makes the lateness, and models on one loop tie";
  static constexpr std::array parameters{ParameterSpec{.name = "sleeps",
                                                       .unit = "1",
                                                       .help = "outstanding at once",
                                                       .standard = 10'000,
                                                       .quick = 50,
                                                       .minimum = 1,
                                                       .maximum = 1'000'000},
                                         ParameterSpec{.name = "shortest_us",
                                                       .unit = "us",
                                                       .help = "of the lengths; all sleep at once if it is longer than starting them takes",
                                                       .standard = 20'000,
                                                       .quick = 100,
                                                       .minimum = 0,
                                                       .maximum = 60'000'000},
                                         ParameterSpec{.name = "span_us",
                                                       .unit = "us",
                                                       .help = "between the shortest and the longest length",
                                                       .standard = 20'000,
                                                       .quick = 400,
                                                       .minimum = 0,
                                                       .maximum = 60'000'000}};

  explicit SleepStorm(const Parameters& given) {
    const Parameters all = complete(parameters, given);
    sleeps_ = static_cast<std::size_t>(all.at("sleeps"));
    shortest_ = std::chrono::microseconds(all.at("shortest_us"));
    span_ns_ = static_cast<std::uint64_t>(all.at("span_us")) * 1000;
  }

  void begin(std::uint64_t nonce) { nonce_ = nonce; }
  std::size_t sleeps() const { return sleeps_; }
  std::chrono::nanoseconds length(std::size_t sleep) const noexcept {
    return shortest_ + std::chrono::nanoseconds(result(sleep) % (span_ns_ + 1));
  }
  std::uint64_t result(std::size_t sleep) const noexcept { return mix(nonce_ + sleep); }
  std::uint64_t units() const { return sleeps_; }

 private:
  std::size_t sleeps_;
  std::chrono::nanoseconds shortest_;
  std::uint64_t span_ns_;
  std::uint64_t nonce_ = 0;
};

static_assert(TimersWorkload<SleepStorm>);

}  // namespace workloads
