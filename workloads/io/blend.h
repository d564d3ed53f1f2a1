#pragma once
// `blend` (exchange): a request carries a wait and an amount of computing. Tells apart what happens to the others meanwhile.
// Null hypothesis: waiting costs every event loop the same; computing stalls every loop that does not hand it to other threads.

#include <array>
#include <cstdint>

#include "workloads/parameters.h"
#include "workloads/shapes/exchange.h"

namespace workloads {

/// The frames of `blend`: words of 64 bits, little-endian. A request is nonce, wait in ns, rounds. Its reply is the nonce, the ns
/// slept, the ns that computing took, and the digest, which depends on the ns slept too: so the pause came before the rounds.
namespace blend {

inline constexpr std::size_t request_bytes = 24;
inline constexpr std::size_t reply_bytes = 32;
inline constexpr std::uint64_t most_wait_ns = 60'000'000'000;
inline constexpr std::uint64_t most_rounds = std::uint64_t(1) << 36;  // half a minute or so

/// One round: a step of Knuth's MMIX generator. Each needs the one before; some 4 cycles, and no memory.
inline constexpr std::uint64_t factor = 6364136223846793005;
inline constexpr std::uint64_t increment = 1442695040888963407;
constexpr std::uint64_t round(std::uint64_t value) { return factor * value + increment; }

/// The value after so many rounds: computed one by one, as a server must.
std::uint64_t after_rounds(std::uint64_t value, std::uint64_t rounds) noexcept;
/// The same in as many steps as `rounds` has bits (Brown, Random Number Generation with Arbitrary Strides, 1994): what a client checks by.
std::uint64_t leap(std::uint64_t value, std::uint64_t rounds) noexcept;

/// The digest of a reply, given the value after the rounds, which start from nonce + slept_ns.
std::uint64_t digest(std::uint64_t value);

}  // namespace blend

class Blend final : public ExchangeWorkload {
 public:
  static constexpr std::string_view name = "blend";
  static constexpr std::string_view shape = "exchange";
  static constexpr std::string_view summary = "a request waits, then computes; the reply proves both, a share of requests is heavy";
  static constexpr std::string_view null_hypothesis =
      "waiting costs every event loop the same, and computing stalls them all alike unless it is off-loaded: models on one backend tie";
  static constexpr std::array parameters{
      ParameterSpec{.name = "wait_ns",
                    .unit = "ns",
                    .help = "every request's pause; 0: none",
                    .standard = 1'000'000,
                    .quick = 1'000'000,
                    .minimum = 0,
                    .maximum = 10'000'000'000},
      ParameterSpec{.name = "compute_ns",
                    .unit = "ns",
                    .help = "computing of a light request, as a fixed number of rounds; 0: none",
                    .standard = 10'000,
                    .quick = 10'000,
                    .minimum = 0,
                    .maximum = 10'000'000'000},
      ParameterSpec{.name = "heavy_percent",
                    .unit = "1",
                    .help = "requests that are heavy, by seed",
                    .standard = 0,
                    .quick = 0,
                    .minimum = 0,
                    .maximum = 100},
      ParameterSpec{.name = "heavy_compute_ns",
                    .unit = "ns",
                    .help = "computing of a heavy request",
                    .standard = 2'000'000,
                    .quick = 2'000'000,
                    .minimum = 0,
                    .maximum = 10'000'000'000},
      ParameterSpec{.name = "offload",
                    .unit = "1",
                    .help = "1: compute on other threads than the loop's",
                    .standard = 0,
                    .quick = 0,
                    .minimum = 0,
                    .maximum = 1},
      ParameterSpec{.name = "rounds_per_us",
                    .unit = "1",
                    .help = "rounds that count as a microsecond; `run` measures it once unless it is given",
                    .standard = 800,
                    .quick = 800,
                    .minimum = 1,
                    .maximum = 100'000,
                    .calibrated = true}};

  explicit Blend(const Parameters& given);
  std::unique_ptr<ExchangeSession> open_session() const override;
  std::unique_ptr<StreamSession> open_floor() const override;
  std::unique_ptr<StreamClient> open_client(std::uint64_t seed) const override;

  /// What requests ask for. Every request asks for a pause of wait_ns.
  struct Script {
    std::uint64_t wait_ns;
    std::uint64_t light_rounds;
    std::uint64_t heavy_rounds;
    std::uint64_t heavy_percent;
  };

 private:
  Script script_;
  bool offload_;
};

}  // namespace workloads
