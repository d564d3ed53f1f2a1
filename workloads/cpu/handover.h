#pragma once
// `handover` (ping_pong): two parties change one value in turns. Tells apart a switch on one core and a wake-up on another.
// Null hypothesis: across cores blocking, the kernel's wake-up hides every model.

#include <array>
#include <bit>

#include "workloads/shapes/ping_pong.h"

namespace workloads {

/// Party 0 multiplies, party 1 rotates, and both add nonce and round first: no turn can be left out, doubled or swapped.
class Handover {
 public:
  static constexpr std::string_view name = "handover";
  static constexpr std::string_view shape = "ping_pong";
  static constexpr std::string_view summary = "two parties change one value in turns";
  static constexpr std::string_view null_hypothesis = "across cores blocking: the kernel's wake-up hides every model";
  static constexpr std::array parameters{
      ParameterSpec{.name = "rounds",
                    .unit = "1",
                    .help = "turns of each party, so half the hand-overs; the literature uses 10^4 to 10^7",
                    .standard = 10'000,
                    .quick = 200,
                    .minimum = 1,
                    .maximum = 1'000'000'000},
      ParameterSpec{.name = "placement",
                    .unit = "1",
                    .help = "0 same core, 1 across cores blocking, 2 across cores spinning",
                    .standard = 1,
                    .quick = 2,
                    .minimum = 0,
                    .maximum = 2}};

  explicit Handover(const Parameters& given) {
    const Parameters all = complete(parameters, given);
    rounds_ = static_cast<std::uint64_t>(all.at("rounds"));
    placement_ = placement_of(all);
  }

  void begin(std::uint64_t nonce) { nonce_ = nonce; }
  Placement placement() const { return placement_; }
  std::uint64_t rounds() const noexcept { return rounds_; }
  std::uint64_t first_value() const noexcept { return nonce_; }
  std::uint64_t turn(int party, std::uint64_t round, std::uint64_t value) const noexcept {
    const std::uint64_t sum = value + nonce_ + round;
    return party == 0 ? sum * 0x9e3779b97f4a7c15 : std::rotl(sum, 23) ^ 0xbf58476d1ce4e5b9;
  }

  std::uint64_t expected() const {
    std::uint64_t value = first_value();
    for (std::uint64_t round = 0; round < rounds_; ++round) value = turn(1, round, turn(0, round, value));
    return value;
  }
  std::uint64_t units() const { return 2 * rounds_; }

 private:
  std::uint64_t rounds_;
  Placement placement_;
  std::uint64_t nonce_ = 0;
};

static_assert(PingPongWorkload<Handover>);

}  // namespace workloads
