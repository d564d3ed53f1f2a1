// Faulty on purpose: every reply loses a kibibyte, written to so that it is resident.
#include <cstring>
#include <memory>
#include <vector>

#include "../../loop.h"

namespace {

constexpr std::size_t lost_bytes = 1024;

void serve(const workloads::StreamService& service) {
  std::vector<std::unique_ptr<std::byte[]>> lost;  // never looked at again; a compiler may leave out a `new` that nothing holds
  faulty::serve(service, {.on_reply = [&](std::uint64_t number, std::span<std::byte>) {
                  std::memset(lost.emplace_back(new std::byte[lost_bytes]).get(), static_cast<int>(number), lost_bytes);
                  return faulty::Then::send;
                }});
}

}  // namespace

FIVEWAYS_STREAM(serve, .remark = "faulty: loses 1 KiB a reply");
