// Faulty on purpose: every thousandth reply is not sent, and its connection closed.
#include "../../loop.h"

namespace {

void serve(const workloads::StreamService& service) {
  faulty::serve(service, {.on_reply = [](std::uint64_t number, std::span<std::byte>) {
                  return number % faulty::moment == 0 ? faulty::Then::close : faulty::Then::send;
                }});
}

}  // namespace

FIVEWAYS_STREAM(serve, .remark = "faulty: closes the connection instead of every 1 000th reply");
