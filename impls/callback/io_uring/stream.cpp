// callback/io_uring: one object a connection, which owns itself; a member function is called whenever its operation has completed.
#include <memory>
#include <utility>

#include "impls/substrate/io_uring/loops.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

class Connection final : Completion {
 public:
  Connection(uring::Stream::Owned stream, std::unique_ptr<workloads::StreamSession> session)
      : stream_(std::move(stream)), session_(std::move(session)) {
    stream_->wait_received(*this);
  }

 private:
  void on_complete() override {
    if (last_) return delete this;
    const Received received = stream_->receive();
    if (received.closed) return delete this;
    const workloads::Reply reply = session_->on_input(received.bytes);
    stream_->send(reply.bytes);
    last_ = reply.close;
    last_ ? stream_->wait_sent(*this) : stream_->wait_received(*this);
  }

  uring::Stream::Owned stream_;
  std::unique_ptr<workloads::StreamSession> session_;
  bool last_ = false;
};

void open(uring::Stream::Owned stream, std::unique_ptr<workloads::StreamSession> session) {
  new Connection(std::move(stream), std::move(session));
}

void serve(const workloads::StreamService& service) { uring::serve_on_rings(service, open); }

FIVEWAYS_STREAM(serve, .track = workloads::Track::tuned, .threads = uring::threads, .unavailable = uring::unavailable,
                .remark = uring::remark);

}  // namespace
}  // namespace impls
