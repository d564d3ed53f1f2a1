// Faulty on purpose: it answers every request of a connection with the reply to the first.
#include <memory>
#include <vector>

#include "../../sessions.h"

namespace {

void serve(const workloads::ExchangeService& service) {
  faulty::serve(service, [] {
    return [first = std::make_shared<std::vector<std::byte>>()](workloads::ExchangeSession&, const workloads::Step& step) {
      const auto* reply = std::get_if<workloads::Reply>(&step);
      if (reply == nullptr) return step;
      if (first->empty()) first->assign(reply->bytes.begin(), reply->bytes.end());
      return workloads::Step(workloads::Reply{.bytes = *first});
    };
  });
}

FIVEWAYS_EXCHANGE(serve, .remark = "faulty: repeats its first reply");

}  // namespace
