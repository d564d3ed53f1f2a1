// callback/epoll: one object a connection, which owns itself; a member function is called whenever the socket is ready.
#include <memory>
#include <utility>
#include <vector>

#include "impls/substrate/epoll/loops.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

class Connection final : Waiter {
 public:
  Connection(Reactor& reactor, Descriptor socket, std::unique_ptr<workloads::StreamSession> session)
      : stream_(reactor, std::move(socket)), session_(std::move(session)) {
    stream_.wait_readable(*this);
  }

 private:
  void on_ready() override { (this->*next_)(); }

  void on_readable() {
    const Received received = stream_.receive();
    if (received.closed) return delete this;
    if (received.bytes.empty()) return;
    const workloads::Reply reply = session_->on_input(received.bytes);
    const Sent sent = stream_.send(reply.bytes);
    last_ = reply.close;
    if (sent.rest.empty()) return on_sent(sent);
    unsent_.assign(sent.rest.begin(), sent.rest.end());
    rest_ = unsent_;
    next_ = &Connection::on_writable;
    stream_.wait_writable(*this);
  }

  void on_writable() {
    const Sent sent = stream_.send(rest_);
    rest_ = sent.rest;
    if (rest_.empty()) on_sent(sent);
  }

  void on_sent(Sent sent) {
    if (sent.closed || last_) return delete this;
    unsent_ = {};
    next_ = &Connection::on_readable;
    stream_.wait_readable(*this);
  }

  Stream stream_;
  std::unique_ptr<workloads::StreamSession> session_;
  void (Connection::*next_)() = &Connection::on_readable;
  bool last_ = false;
  std::vector<std::byte> unsent_;
  Bytes rest_;
};

void open(Reactor& reactor, Descriptor socket, std::unique_ptr<workloads::StreamSession> session) {
  new Connection(reactor, std::move(socket), std::move(session));
}

void serve(const workloads::StreamService& service) { serve_on_loops(service, open); }

FIVEWAYS_STREAM(serve, .threads = "one epoll loop a thread, sharing the listener");

}  // namespace
}  // namespace impls
