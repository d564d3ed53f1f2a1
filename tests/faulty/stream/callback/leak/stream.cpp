// Faulty on purpose: every reply loses a kibibyte, written to so that it is resident.
#include <cstring>

#include "../../loop.h"

namespace {

constexpr std::size_t lost_bytes = 1024;

void serve(const workloads::StreamService& service) {
  faulty::serve(service, {.on_reply = [](std::uint64_t number, std::span<std::byte>) {
                  std::memset(new std::byte[lost_bytes], static_cast<int>(number), lost_bytes);
                  return faulty::Then::send;
                }});
}

}  // namespace

FIVEWAYS_STREAM(serve, .remark = "faulty: loses 1 KiB a reply");
