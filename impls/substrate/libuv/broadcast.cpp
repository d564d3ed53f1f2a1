// A service of shape `broadcast` on the `libuv` backend.
#include "impls/substrate/libuv/broadcast.h"

#include "impls/substrate/posix/listener.h"

namespace impls::substrate::libuv {
namespace {

class Server final : Completion {
 public:
  Server(const workloads::BroadcastService& service, broadcast::Open open)
      : service_(service), open_(open), listener_(service.listener, Calls::non_blocking), loop_(service.stop, service.listener, *this) {}
  void run() { loop_.run(); }

 private:
  void on_complete() override {
    if (Descriptor socket = listener_.accept())
      open_(std::make_unique<Correspondent>(room_, Stream::open(loop_, listener_.family(), std::move(socket))),
            service_.workload.open_session());
  }

  const workloads::BroadcastService& service_;
  broadcast::Open open_;
  broadcast::Room room_;
  Listener listener_;
  Loop loop_;
};

}  // namespace

// What does not fit stays in the outbox, where uv_write finds it, until it is sent.
void Correspondent::send_first() {
  const Bytes mail = outbox_.front();
  const Sent sent = stream_->try_send(mail);
  if (sent.closed) return fail();
  outbox_.sent(mail.size() - sent.rest.size());
  if (sent.rest.empty()) return;
  blocked_ = true;
  stream_->write(sent.rest);
}

void Correspondent::on_complete() {
  if (!std::exchange(blocked_, false))
    arrived_ = true;
  else if (stream_->sent())
    outbox_.sent(outbox_.front().size());
  else
    fail();
  stir();
}

void serve_on_loop(const workloads::BroadcastService& service, broadcast::Open open) { Server(service, open).run(); }

}  // namespace impls::substrate::libuv
