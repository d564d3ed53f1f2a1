// Faulty on purpose: correct until a subscriber does not read, for which it then waits, and everybody with it.
#include "../../loop.h"

namespace {

void serve(const workloads::BroadcastService& service) {
  faulty::serve_broadcast(service, [](std::uint64_t, std::vector<std::byte> messages) { return messages; });
}

}  // namespace

FIVEWAYS_BROADCAST(serve, .remark = "faulty: a subscriber that does not read stops it");
