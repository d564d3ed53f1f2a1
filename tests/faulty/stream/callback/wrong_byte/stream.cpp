// Faulty on purpose: one bit of every thousandth reply is flipped.
#include "../../loop.h"

namespace {

void serve(const workloads::StreamService& service) {
  faulty::serve(service, {.on_reply = [](std::uint64_t number, std::span<std::byte> reply) {
                  if (number % faulty::moment == 0 && !reply.empty()) reply.back() ^= std::byte{1};
                  return faulty::Then::send;
                }});
}

}  // namespace

FIVEWAYS_STREAM(serve, .remark = "faulty: flips a bit of every 1 000th reply");
