// What the models of `exchange` share on the `epoll` backend.
#include "impls/substrate/epoll/exchange.h"

#include "impls/substrate/epoll/loops.h"
#include "impls/substrate/posix/threads.h"

namespace impls::substrate::epoll {

void Connection::wait_received(Completion& completion) {
  completion_ = &completion;
  sending_ = false;
  stream_.wait_readable(*this);
}

std::optional<bool> Connection::start_sending(Bytes bytes) {
  const Sent sent = stream_.send(bytes);
  rest_ = sent.rest;
  if (sent.closed) return false;
  return rest_.empty() ? std::optional(true) : std::nullopt;
}

void Connection::wait_sent(Completion& completion) {
  completion_ = &completion;
  sending_ = true;
  stream_.wait_writable(*this);
}

void Connection::on_ready() {
  if (sending_) {
    const Sent sent = stream_.send(rest_);
    rest_ = sent.rest;
    sent_ = !sent.closed;
    if (sent.closed || rest_.empty()) complete();
  } else {
    arrived_ = stream_.receive();
    if (arrived_.closed || !arrived_.bytes.empty()) complete();
  }
}

void Connection::complete() {
  stream_.wait_nothing();
  std::exchange(completion_, nullptr)->on_complete();
}

void Pause::start(std::chrono::nanoseconds at_least, Completion& completion) {
  completion_ = &completion;
  started_ = Timers::Time::clock::now();
  reactor_.timers().wait(timer_, started_ + at_least, *this);
}

void Pause::cut_short() {
  if (completion_ == nullptr) return;
  timer_.cancel();
  slept_.reset();
  std::exchange(completion_, nullptr)->on_complete();
}

void Pause::on_ready() {
  slept_.reset();
  if (!reactor_.stopped()) slept_ = Timers::Time::clock::now() - started_;
  std::exchange(completion_, nullptr)->on_complete();
}

namespace {

class Exchanges {
 public:
  Exchanges(const workloads::ExchangeService& service, Exchange::Open open, Offload& offload)
      : loop_(service.stop, service.listener,
              [this, open, &workload = service.workload](Descriptor socket) {
                open(site_, Exchange::adopt(loop_.reactor(), std::move(socket)), workload.open_session());
              }),
        site_{.loop = loop_.reactor(),
              .upstreams = {loop_.reactor(), service.upstream},
              .offload = offload,
              .results = ReactorResults(loop_.reactor())} {}
  void run() { loop_.run(); }

 private:
  AcceptingLoop loop_;
  Exchange::Site site_;
};

}  // namespace

void serve_on_loops(const workloads::ExchangeService& service, Exchange::Open open) {
  Offload offload(service.threads);
  run_on_threads(service.threads, [&] { Exchanges(service, open, offload).run(); });
}

}  // namespace impls::substrate::epoll
