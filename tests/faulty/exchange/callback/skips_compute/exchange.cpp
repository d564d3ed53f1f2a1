// Faulty on purpose: it does not compute, and reports that it did.
#include "../../sessions.h"

namespace {

void serve(const workloads::ExchangeService& service) {
  faulty::serve(service, [] {
    return [](workloads::ExchangeSession& session, const workloads::Step& step) {
      return std::holds_alternative<workloads::Compute>(step) ? session.on_computed(std::chrono::seconds(1)) : step;
    };
  });
}

FIVEWAYS_EXCHANGE(serve, .remark = "faulty: does not compute");

}  // namespace
