#pragma once
// `gateway` (exchange): a request makes several calls to Redis at once and is answered with all. Tells apart what composing waits costs.
// Null hypothesis: Redis and the sockets to it cost all models alike; those that must call one after another are slower by the sum.

#include <array>
#include <chrono>
#include <cstdint>

#include "workloads/calls_upstream.h"
#include "workloads/parameters.h"
#include "workloads/shapes/exchange.h"

namespace workloads {

/// The frames of `gateway`: words of 64 bits, little-endian. A request is its nonce, the number of calls, how many per cent of them are
/// slow, and in ns how slow these are, the deadline of all calls, and after what to hedge (0: never). Its reply is the nonce, the longest
/// that a call took in ns, and a word a call: an item's value or a gateway::Outcome. Call i of a request is for an item that depends on
/// both.
namespace gateway {

inline constexpr std::size_t request_words = 6;
inline constexpr std::uint64_t most_calls = 1000;
inline constexpr std::uint64_t most_ns = 60'000'000'000;

/// What a request asks for.
struct Request {
  std::uint64_t nonce;
  std::uint64_t calls;
  std::uint64_t slow_percent;
  std::uint64_t slow_ns;
  std::uint64_t deadline_ns;
  std::uint64_t hedge_ns;

  std::uint64_t item(std::uint64_t call) const;
  bool slow(std::uint64_t call) const;
  /// Whether nobody may ask for that.
  bool greedy() const;
};

}  // namespace gateway

class Gateway final : public ExchangeWorkload {
 public:
  static constexpr std::string_view name = "gateway";
  static constexpr std::string_view shape = "exchange";
  static constexpr std::string_view summary = "a request makes several calls to a redis-server at once and is answered with all";
  static constexpr std::string_view null_hypothesis =
      "the calls' sockets cost all models alike: models on one backend tie in CPU per request, however many calls they join";
  static constexpr std::string_view needs = "redis";
  static constexpr std::array parameters{
      ParameterSpec{.name = "calls",
                    .unit = "1",
                    .help = "GETs of one request, at once",
                    .standard = 10,
                    .quick = 10,
                    .minimum = 1,
                    .maximum = gateway::most_calls},
      ParameterSpec{.name = "slow_percent",
                    .unit = "1",
                    .help = "calls that are slow, by seed: a blocking pop that ends by time",
                    .standard = 0,
                    .quick = 0,
                    .minimum = 0,
                    .maximum = 100},
      ParameterSpec{.name = "slow_ns",
                    .unit = "ns",
                    .help = "how long a slow call takes",
                    .standard = 20'000'000,
                    .quick = 20'000'000,
                    .minimum = 1000,
                    .maximum = 10'000'000'000},
      ParameterSpec{.name = "deadline_ns",
                    .unit = "ns",
                    .help = "of a request's calls; what has not ended by then is cancelled and late",
                    .standard = 1'000'000'000,
                    .quick = 1'000'000'000,
                    .minimum = 1000,
                    .maximum = 10'000'000'000},
      ParameterSpec{.name = "hedge_ns",
                    .unit = "ns",
                    .help = "what has not ended by then is asked again, by a GET on another connection; 0: never",
                    .standard = 0,
                    .quick = 0,
                    .minimum = 0,
                    .maximum = 10'000'000'000},
      ParameterSpec{.name = "may_fail",
                    .unit = "1",
                    .help = "1: the client takes a call that failed upstream for an answer",
                    .standard = 0,
                    .quick = 0,
                    .minimum = 0,
                    .maximum = 1}};

  /// Hedging asks what is slow a second time.
  static CallsUpstream calls(const Parameters& given);

  explicit Gateway(const Parameters& given);
  Filling filling() const override;
  std::unique_ptr<ExchangeSession> open_session() const override;
  std::unique_ptr<StreamSession> open_floor() const override;
  std::unique_ptr<StreamClient> open_client(std::uint64_t seed) const override;

 private:
  gateway::Request asked_;  // but for the nonce
  bool may_fail_;
};

}  // namespace workloads
