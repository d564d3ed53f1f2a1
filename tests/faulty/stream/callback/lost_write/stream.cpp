// Faulty on purpose: of `store`, every tenth write that arrives whole is acknowledged, and goes to a key that nobody asks for.
#include <cstring>

#include "../../loop.h"
#include "workloads/store/protocol.h"

namespace {

void serve(const workloads::StreamService& service) {
  using workloads::store::RequestHead;
  faulty::serve(service, {.on_input = [writes = 0](std::span<std::byte> input) mutable {
                  for (std::size_t at = 0; at + sizeof(RequestHead) <= input.size(); ++at) {  // wherever one begins
                    RequestHead head;
                    std::memcpy(&head, input.data() + at, sizeof head);
                    if (head.operation != workloads::store::set || ++writes % 10 != 0) continue;
                    head.key = ~head.key;
                    std::memcpy(input.data() + at, &head, sizeof head);
                  }
                }});
}

}  // namespace

FIVEWAYS_STREAM(serve, .remark = "faulty: loses every tenth write of a key");
