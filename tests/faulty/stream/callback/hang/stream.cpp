// Faulty on purpose: after a thousand replies it goes on reading and answers nothing more.
#include "../../loop.h"

namespace {

void serve(const workloads::StreamService& service) {
  faulty::serve(service, {.on_reply = [](std::uint64_t number, std::span<std::byte>) {
                  return number > faulty::moment ? faulty::Then::drop : faulty::Then::send;
                }});
}

}  // namespace

FIVEWAYS_STREAM(serve, .remark = "faulty: answers nothing after 1 000 replies");
