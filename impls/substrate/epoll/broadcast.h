#pragma once
// A service of shape `broadcast` on the `epoll` backend: one loop, whose room every subscriber is in.

#include <memory>

#include "impls/substrate/broadcast/models.h"
#include "impls/substrate/epoll/reactor.h"

namespace impls::substrate {

class EpollCorrespondent final : public broadcast::Correspondent, Waiter {
 public:
  EpollCorrespondent(broadcast::Room& room, Reactor& reactor, Descriptor socket)
      : Correspondent(room), stream_(reactor, std::move(socket)) {}

  Received receive() override { return std::exchange(arrived_, false) ? stream_.receive() : Received{}; }

 private:
  void await() override { blocked_ ? stream_.wait_writable(*this) : stream_.wait_readable(*this); }
  void send_first() override;
  void shut_down() override { stream_.shut_down(); }
  void on_ready() override;

  Stream stream_;
};

/// Serves until told to stop; see workloads::ServeBroadcast.
void serve_on_loop(const workloads::BroadcastService& service, broadcast::Open open);

}  // namespace impls::substrate
