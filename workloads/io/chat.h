#pragma once
// `chat` (broadcast): one publisher's message to every subscriber. Tells apart what a delivery costs, and how peers are kept apart.
// Null hypothesis: with many subscribers the kernel's send dominates, and models on one backend tie in CPU per delivery.

#include <array>

#include "workloads/parameters.h"
#include "workloads/shapes/broadcast.h"
#include "workloads/values.h"

namespace workloads {

/// In the beginning a connection says "PUBLISH\n" or "SUBSCRIBE\n", and a subscriber is told "SUBSCRIBED\n". A message is its length in
/// eight bytes, in the machine's order and itself included, and a value.
class Chat final : public BroadcastWorkload {
 public:
  static constexpr std::string_view name = "chat";
  static constexpr std::string_view shape = "broadcast";
  static constexpr std::string_view summary = "one publisher's message to every subscriber, in order; who takes too little is disconnected";
  static constexpr std::string_view null_hypothesis =
      "the kernel's send dominates: with many subscribers models on one backend tie in CPU per delivery";
  static constexpr std::array parameters{ParameterSpec{.name = "message_bytes",
                                                       .unit = "bytes",
                                                       .help = "size of a message",
                                                       .standard = 64,
                                                       .quick = 64,
                                                       .minimum = sizeof(std::uint64_t) + smallest_value_bytes,
                                                       .maximum = 16 * 1024}};

  explicit Chat(const Parameters& given);
  std::unique_ptr<BroadcastSession> open_session() const override;
  std::unique_ptr<BroadcastPublisher> open_publisher(std::uint64_t seed) const override;
  std::unique_ptr<BroadcastSubscriber> open_subscriber(std::uint64_t seed) const override;

 private:
  Values values_;
};

}  // namespace workloads
