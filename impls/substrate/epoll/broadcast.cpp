// A service of shape `broadcast` on the `epoll` backend.
#include "impls/substrate/epoll/broadcast.h"

#include "impls/substrate/posix/listener.h"

namespace impls::substrate {
namespace {

class Loop final : Waiter {
 public:
  Loop(const workloads::BroadcastService& service, broadcast::Open open)
      : service_(service), open_(open), listener_(service.listener, Calls::non_blocking), reactor_(service.stop, service.listener, *this) {}
  void run() { reactor_.run(); }

 private:
  void on_ready() override {
    if (Descriptor socket = listener_.accept())
      open_(std::make_unique<EpollCorrespondent>(room_, reactor_, std::move(socket)), service_.workload.open_session());
  }

  const workloads::BroadcastService& service_;
  broadcast::Open open_;
  broadcast::Room room_;
  Listener listener_;
  Reactor reactor_;
};

}  // namespace

void EpollCorrespondent::send_first() {
  const Bytes mail = outbox_.front();
  const Sent sent = stream_.send(mail);
  if (sent.closed) return fail();
  outbox_.sent(mail.size() - sent.rest.size());
  blocked_ = !sent.rest.empty();
}

void EpollCorrespondent::on_ready() {
  if (!std::exchange(blocked_, false)) arrived_ = true;
  stir();
}

void serve_on_loop(const workloads::BroadcastService& service, broadcast::Open open) { Loop(service, open).run(); }

}  // namespace impls::substrate
