#pragma once
// A service of shape `broadcast` on the `libuv` backend: one loop, whose room every subscriber is in.

#include <memory>

#include "impls/substrate/broadcast/models.h"
#include "impls/substrate/libuv/loop.h"

namespace impls::substrate::libuv {

class Correspondent final : public broadcast::Correspondent, Completion {
 public:
  Correspondent(broadcast::Room& room, Stream::Owned stream) : broadcast::Correspondent(room), stream_(std::move(stream)) {}

  Received receive() override { return std::exchange(arrived_, false) ? stream_->receive() : Received{}; }

 private:
  void await() override { blocked_ ? stream_->wait_sent(*this) : stream_->wait_received(*this); }
  void send_first() override;
  void shut_down() override { stream_->shut_down(); }
  void on_complete() override;

  Stream::Owned stream_;
};

/// Serves until told to stop; see workloads::ServeBroadcast.
void serve_on_loop(const workloads::BroadcastService& service, broadcast::Open open);

}  // namespace impls::substrate::libuv
