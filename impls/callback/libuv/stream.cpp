// callback/libuv: one object a connection, which owns itself; a member function is called for what arrives, and for what was written.
#include <memory>
#include <utility>
#include <vector>

#include "impls/substrate/libuv/loops.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

class Connection final : Completion {
 public:
  Connection(libuv::Stream::Owned stream, std::unique_ptr<workloads::StreamSession> session)
      : stream_(std::move(stream)), session_(std::move(session)) {
    stream_->wait_received(*this);
  }

 private:
  void on_complete() override { (this->*next_)(); }

  void on_received() {
    const Received received = stream_->receive();
    if (received.closed) return delete this;
    const workloads::Reply reply = session_->on_input(received.bytes);
    const Sent sent = stream_->try_send(reply.bytes);
    last_ = reply.close;
    if (sent.rest.empty()) return go_on(!sent.closed);
    unsent_.assign(sent.rest.begin(), sent.rest.end());
    next_ = &Connection::on_written;
    stream_->write(unsent_);
    stream_->wait_sent(*this);
  }

  void on_written() {
    unsent_ = {};
    next_ = &Connection::on_received;
    go_on(stream_->sent());
  }

  void go_on(bool all_sent) {
    if (last_ || !all_sent) return delete this;
    stream_->wait_received(*this);
  }

  libuv::Stream::Owned stream_;
  std::unique_ptr<workloads::StreamSession> session_;
  void (Connection::*next_)() = &Connection::on_received;
  bool last_ = false;
  std::vector<std::byte> unsent_;
};

void open(libuv::Stream::Owned stream, std::unique_ptr<workloads::StreamSession> session) {
  new Connection(std::move(stream), std::move(session));
}

void serve(const workloads::StreamService& service) { libuv::serve_on_loops(service, open); }

FIVEWAYS_STREAM(serve, .track = workloads::Track::tuned, .threads = libuv::threads, .remark = libuv::remark);

}  // namespace
}  // namespace impls
