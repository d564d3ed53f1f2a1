// The callback model on a loop of readiness: line by line what callback/epoll does on the reactor.
#include "impls/substrate/readiness/callbacks.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "impls/substrate/posix/exclusion.h"
#include "impls/substrate/posix/threads.h"

namespace impls::substrate::readiness {
namespace {

class Connection final : Waiter {
 public:
  Connection(std::unique_ptr<Stream> stream, std::unique_ptr<workloads::StreamSession> session)
      : stream_(std::move(stream)), session_(std::move(session)) {
    stream_->wait_readable(*this);
  }

 private:
  void on_ready() override { (this->*next_)(); }

  void on_readable() {
    const Received received = stream_->receive();
    if (received.closed) return delete this;
    if (received.bytes.empty()) return;
    const workloads::Reply reply = session_->on_input(received.bytes);
    const Sent sent = stream_->send(reply.bytes);
    last_ = reply.close;
    if (sent.rest.empty()) return on_sent(sent);
    unsent_.assign(sent.rest.begin(), sent.rest.end());
    rest_ = unsent_;
    next_ = &Connection::on_writable;
    stream_->wait_writable(*this);
  }

  void on_writable() {
    const Sent sent = stream_->send(rest_);
    rest_ = sent.rest;
    if (rest_.empty()) on_sent(sent);
  }

  void on_sent(Sent sent) {
    if (sent.closed || last_) return delete this;
    unsent_ = {};
    next_ = &Connection::on_readable;
    stream_->wait_readable(*this);
  }

  std::unique_ptr<Stream> stream_;
  std::unique_ptr<workloads::StreamSession> session_;
  void (Connection::*next_)() = &Connection::on_readable;
  bool last_ = false;
  std::vector<std::byte> unsent_;
  Bytes rest_;
};

void open(std::unique_ptr<Stream> stream, std::unique_ptr<workloads::StreamSession> session) {
  new Connection(std::move(stream), std::move(session));
}

}  // namespace

void serve_with_callbacks(const workloads::StreamService& service, const std::function<std::unique_ptr<Poller>()>& make_poller, int most) {
  const auto most_a_loop = static_cast<std::size_t>(std::max(1, most / service.threads));
  const SharedByLoops shared(service);
  run_on_threads(service.threads, [&] {
    const std::unique_ptr<Poller> poller = make_poller();
    Loop(shared.service, *poller, open, most_a_loop).run();
  });
}

}  // namespace impls::substrate::readiness
