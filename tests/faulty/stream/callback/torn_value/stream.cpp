// Faulty on purpose: of `store`, the last word of every tenth reply is that of the reply before, as if a write were half done.
#include <array>
#include <cstring>

#include "../../loop.h"

namespace {

void serve(const workloads::StreamService& service) {
  faulty::serve(service, {.on_reply = [before = std::array<std::byte, 8>{}](std::uint64_t number, std::span<std::byte> reply) mutable {
                  if (reply.size() < before.size()) return faulty::Then::send;
                  std::byte* const last = reply.data() + reply.size() - before.size();
                  const auto whole = before;
                  std::memcpy(before.data(), last, before.size());
                  if (number % 10 == 0) std::memcpy(last, whole.data(), whole.size());
                  return faulty::Then::send;
                }});
}

}  // namespace

FIVEWAYS_STREAM(serve, .remark = "faulty: tears the value in every tenth reply");
