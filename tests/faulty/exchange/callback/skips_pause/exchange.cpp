// Faulty on purpose: it does not pause, and reports that it did.
#include "../../sessions.h"

namespace {

void serve(const workloads::ExchangeService& service) {
  faulty::serve(service, [] {
    return [](workloads::ExchangeSession& session, const workloads::Step& step) {
      const auto* pause = std::get_if<workloads::Pause>(&step);
      return pause == nullptr ? step : session.on_paused(pause->at_least);
    };
  });
}

FIVEWAYS_EXCHANGE(serve, .remark = "faulty: does not pause");

}  // namespace
