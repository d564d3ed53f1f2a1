// The callback model of `broadcast`.
#include <memory>
#include <utility>

#include "impls/substrate/broadcast/models.h"

namespace impls::substrate::broadcast {
namespace {

class Connection final : Waiter {
 public:
  Connection(std::unique_ptr<Correspondent> peer, std::unique_ptr<workloads::BroadcastSession> session)
      : peer_(std::move(peer)), session_(std::move(session)) {
    peer_->wait(*this);
  }

 private:
  void on_ready() override {
    const Received received = peer_->receive();
    if (received.closed) return delete this;
    if (!received.bytes.empty() && !peer_->hear(*session_, received.bytes)) return delete this;
    peer_->send_mail();
    peer_->wait(*this);
  }

  std::unique_ptr<Correspondent> peer_;
  std::unique_ptr<workloads::BroadcastSession> session_;
};

}  // namespace

void open_with_callbacks(std::unique_ptr<Correspondent> peer, std::unique_ptr<workloads::BroadcastSession> session) {
  new Connection(std::move(peer), std::move(session));
}

}  // namespace impls::substrate::broadcast
