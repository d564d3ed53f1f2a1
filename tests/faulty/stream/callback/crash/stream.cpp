// Faulty on purpose: aborts at its thousandth reply.
#include <cstdlib>

#include "../../loop.h"

namespace {

void serve(const workloads::StreamService& service) {
  faulty::serve(service, {.on_reply = [](std::uint64_t number, std::span<std::byte>) {
                  if (number == faulty::moment) std::abort();
                  return faulty::Then::send;
                }});
}

}  // namespace

FIVEWAYS_STREAM(serve, .remark = "faulty: aborts at its 1 000th reply");
