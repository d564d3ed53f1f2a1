// The promise model of `broadcast`.
#include <memory>
#include <utility>

#include "impls/substrate/broadcast/models.h"
#include "impls/substrate/promise/epoll.h"

namespace impls::substrate::broadcast {
namespace {

struct Connection {
  std::unique_ptr<Correspondent> peer;
  std::unique_ptr<workloads::BroadcastSession> session;
};

Promise<void> converse(std::unique_ptr<Connection>&& connection) {
  Correspondent& peer = *connection->peer;
  return ReadyState::wait<&Correspondent::wait>(peer).then([&peer, connection = std::move(connection)]() mutable {
    const Received received = peer.receive();
    if (received.closed) return fulfilled();
    if (!received.bytes.empty() && !peer.hear(*connection->session, received.bytes)) return fulfilled();
    peer.send_mail();
    return converse(std::move(connection));
  });
}

}  // namespace

void open_with_promises(std::unique_ptr<Correspondent> peer, std::unique_ptr<workloads::BroadcastSession> session) {
  converse(std::make_unique<Connection>(std::move(peer), std::move(session))).detach();
}

}  // namespace impls::substrate::broadcast
