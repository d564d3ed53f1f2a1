// Faulty on purpose: the messages of one publication are delivered with the first of them last.
#include <algorithm>

#include "../../loop.h"

namespace {

void serve(const workloads::BroadcastService& service) {
  faulty::serve_broadcast(service, [](std::uint64_t number, std::vector<std::byte> messages) {
    if (number == faulty::moment) std::ranges::rotate(messages, messages.begin() + faulty::message_bytes);
    return messages;
  });
}

}  // namespace

FIVEWAYS_BROADCAST(serve, .remark = "faulty: delivers a message too late");
