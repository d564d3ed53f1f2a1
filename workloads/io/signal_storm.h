#pragma once
// `signal_storm` (signals): signals to the own process. Tells apart the ways from the kernel to the code that waits, and what coalesces.
// Null hypothesis: across CPUs the wake-up hides every way that needs no second one.

#include <algorithm>
#include <array>

#include "workloads/shapes/signals.h"

namespace workloads {

/// Bursts of equal size, the last of what is left.
class SignalStorm {
 public:
  static constexpr std::string_view name = "signal_storm";
  static constexpr std::string_view shape = "signals";
  static constexpr std::string_view summary = "signals to the own process, each delivery of which tells how long it was on its way";
  static constexpr std::string_view null_hypothesis = "across CPUs the wake-up hides every way that needs no second one";
  static constexpr std::array parameters{
      ParameterSpec{
          .name = "signals", .unit = "1", .help = "sent in a run", .standard = 1'000, .quick = 20, .minimum = 1, .maximum = 1'000'000},
      ParameterSpec{.name = "burst",
                    .unit = "1",
                    .help = "sent at once, before the first of them is acknowledged",
                    .standard = 8,
                    .quick = 4,
                    .minimum = 1,
                    .maximum = 10'000},
      ParameterSpec{.name = "queued",
                    .unit = "1",
                    .help = "0 a standard signal, SIGUSR1: one that is pending swallows the next; 1 a real-time signal",
                    .standard = 0,
                    .quick = 1,
                    .minimum = 0,
                    .maximum = 1},
      ParameterSpec{.name = "gap_us",
                    .unit = "us",
                    .help = "from burst to burst at least: 1000 is 1 000 bursts a second; 0: as fast as they are acknowledged",
                    .standard = 0,
                    .quick = 0,
                    .minimum = 0,
                    .maximum = 1'000'000},
      ParameterSpec{.name = "across",
                    .unit = "1",
                    .help = "0 sender and receiver on one CPU; 1 on two: then waking a CPU is most of a delay",
                    .standard = 0,
                    .quick = 1,
                    .minimum = 0,
                    .maximum = 1}};

  explicit SignalStorm(const Parameters& given) {
    const Parameters all = complete(parameters, given);
    signals_ = static_cast<std::size_t>(all.at("signals"));
    burst_ = static_cast<std::size_t>(all.at("burst"));
    queued_ = all.at("queued") == 1;
    gap_ = std::chrono::microseconds(all.at("gap_us"));
    across_ = all.at("across") == 1;
  }

  void begin(std::uint64_t nonce) { nonce_ = nonce; }
  std::size_t bursts() const { return (signals_ + burst_ - 1) / burst_; }
  std::size_t size(std::size_t burst) const { return std::min(burst_, signals_ - burst * burst_); }
  bool queued() const { return queued_; }
  std::chrono::nanoseconds gap() const { return gap_; }
  bool across() const { return across_; }
  std::uint64_t result(std::size_t burst) const { return mix(nonce_ + burst); }
  std::uint64_t units() const { return signals_; }

 private:
  std::size_t signals_;
  std::size_t burst_;
  bool queued_;
  std::chrono::nanoseconds gap_;
  bool across_;
  std::uint64_t nonce_ = 0;
};

static_assert(SignalsWorkload<SignalStorm>);

}  // namespace workloads
