#pragma once
// `http` (stream): HTTP/1.1, GET /item/<number>, kept alive. Tells apart what equal framing leaves: wake-ups, copies, allocations.
// Null hypothesis: parsing and the kernel cost all models the same, so that they differ by no more than in `echo`.

#include <array>

#include "workloads/http/client.h"
#include "workloads/http/site.h"
#include "workloads/parameters.h"
#include "workloads/shapes/stream.h"

namespace workloads {

class Http final : public StreamWorkload {
 public:
  static constexpr std::string_view name = "http";
  static constexpr std::string_view shape = "stream";
  static constexpr std::string_view summary = "HTTP/1.1 kept alive: GET of an item, whose body depends on its number";
  static constexpr std::string_view null_hypothesis =
      "parsing costs every model the same: models on one backend differ by no more CPU per request than in echo";
  static constexpr std::array parameters{ParameterSpec{.name = "body_bytes",
                                                       .unit = "bytes",
                                                       .help = "content of a reply",
                                                       .standard = 64,
                                                       .quick = 64,
                                                       .minimum = 0,
                                                       .maximum = 1 << 20},
                                         ParameterSpec{.name = "padding_bytes",
                                                       .unit = "bytes",
                                                       .help = "a field of a request that nobody reads; 0: none",
                                                       .standard = 0,
                                                       .quick = 0,
                                                       .minimum = 0,
                                                       .maximum = 4096},
                                         ParameterSpec{.name = "other_percent",
                                                       .unit = "1",
                                                       .help = "requests that are HEAD, of an unknown target, or a POST, by seed",
                                                       .standard = 0,
                                                       .quick = 0,
                                                       .minimum = 0,
                                                       .maximum = 100}};

  explicit Http(const Parameters& given);
  void tell_time_by(WallClock clock) override;
  std::unique_ptr<StreamSession> open_session(Exclusion*) const override;
  std::unique_ptr<StreamClient> open_client(std::uint64_t seed) const override;

 private:
  http::Site site_;
  http::Script script_;
};

}  // namespace workloads
