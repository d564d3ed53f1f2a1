#pragma once
// `store` (stream): GET and SET, nine to one, on one map that all connections share. Tells apart what sharing state costs.
// Null hypothesis: a loop that needs no lock gains no more than a lock nobody waits for costs, far less than a request.

#include <array>
#include <mutex>
#include <optional>

#include "workloads/parameters.h"
#include "workloads/store/client.h"
#include "workloads/store/map.h"

namespace workloads {

class Store final : public StreamWorkload {
 public:
  static constexpr std::string_view name = "store";
  static constexpr std::string_view shape = "stream";
  static constexpr std::string_view summary = "GET and SET on one map that all connections share; every value tells who set it, and when";
  static constexpr std::string_view null_hypothesis =
      "what keeps threads apart costs nothing that shows: models differ by no more CPU per request than in echo";
  static constexpr std::array parameters{ParameterSpec{.name = "keys",
                                                       .unit = "1",
                                                       .help = "keys in the map from the beginning",
                                                       .standard = 100'000,
                                                       .quick = 100'000,
                                                       .minimum = 1,
                                                       .maximum = 1'000'000},
                                         ParameterSpec{.name = "value_bytes",
                                                       .unit = "bytes",
                                                       .help = "size of a value",
                                                       .standard = 64,
                                                       .quick = 64,
                                                       .minimum = smallest_value_bytes,
                                                       .maximum = 16 * 1024},
                                         ParameterSpec{.name = "set_percent",
                                                       .unit = "1",
                                                       .help = "requests that are SET, by seed",
                                                       .standard = 10,
                                                       .quick = 10,
                                                       .minimum = 0,
                                                       .maximum = 100},
                                         ParameterSpec{.name = "zipf_percent",
                                                       .unit = "1",
                                                       .help = "keys by Zipf's law, a hundred times its exponent; 0: uniform",
                                                       .standard = 0,
                                                       .quick = 0,
                                                       .minimum = 0,
                                                       .maximum = 200}};

  explicit Store(const Parameters& given);
  std::unique_ptr<StreamSession> open_session(Exclusion* exclusion) const override;
  std::unique_ptr<StreamClient> open_client(std::uint64_t seed) const override;

 private:
  store::Script script_;
  // Filled for the first session: who only opens clients has none.
  mutable std::once_flag filled_;
  mutable std::optional<store::Map> map_;
};

}  // namespace workloads
