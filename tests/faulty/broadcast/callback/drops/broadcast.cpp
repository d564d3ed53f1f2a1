// Faulty on purpose: the first message of one publication is delivered to nobody.
#include "../../loop.h"

namespace {

void serve(const workloads::BroadcastService& service) {
  faulty::serve_broadcast(service, [](std::uint64_t number, std::vector<std::byte> messages) {
    if (number == faulty::moment) messages.erase(messages.begin(), messages.begin() + faulty::message_bytes);
    return messages;
  });
}

}  // namespace

FIVEWAYS_BROADCAST(serve, .remark = "faulty: drops a message");
