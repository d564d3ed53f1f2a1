#pragma once
// `echo` (stream): every message comes back as it was sent. Tells apart the wake-up path of one message.
// Null hypothesis: with one loop on one core the kernel's socket path dominates, and models on one backend tie.

#include <array>
#include <cstring>
#include <vector>

#include "workloads/parameters.h"
#include "workloads/shapes/stream.h"

namespace workloads {

class Echo final : public StreamWorkload {
 public:
  static constexpr std::string_view name = "echo";
  static constexpr std::string_view shape = "stream";
  static constexpr std::string_view summary = "every message comes back as it was sent";
  static constexpr std::string_view null_hypothesis = "the kernel's socket path dominates: models on one backend tie in CPU per request";
  static constexpr std::array parameters{ParameterSpec{.name = "message_bytes",
                                                       .unit = "bytes",
                                                       .help = "size of a message",
                                                       .standard = 64,
                                                       .quick = 64,
                                                       .minimum = 16,
                                                       .maximum = 1 << 20}};

  explicit Echo(const Parameters& given);
  std::unique_ptr<StreamSession> open_session(Exclusion*) const override;
  std::unique_ptr<StreamClient> open_client(std::uint64_t seed) const override;

 private:
  std::size_t message_bytes_;
  std::vector<std::uint64_t> pattern_;  // random words; a message is the pattern, every word xored with the request's key
};

}  // namespace workloads
