// What fibers wait with in `exchange`.
#include "impls/substrate/fiber/exchange.h"

namespace impls::substrate::fiber {
namespace {

class Completing final : public Completion {
 public:
  void suspend() { waiting_.suspend(); }

 private:
  void on_complete() override { waiting_.on_ready(); }

  Waiting waiting_;
};

}  // namespace

Received Connection::receive() {
  idle_ = nullptr;
  Received received;
  do {
    stream_.wait_readable(*this);
    waiting_.suspend();
    received = stream_.receive();
  } while (!received.closed && received.bytes.empty());
  stream_.wait_nothing();
  return received;
}

bool Connection::send_all(Bytes bytes) {
  idle_ = nullptr;
  Sent sent = stream_.send(bytes);
  while (!sent.closed && !sent.rest.empty()) {
    stream_.wait_writable(*this);
    waiting_.suspend();
    sent = stream_.send(sent.rest);
  }
  stream_.wait_nothing();
  return !sent.closed;
}

void Connection::wait_received(Completion& completion) {
  idle_ = &completion;
  stream_.wait_readable(*this);
}

void Connection::on_ready() { idle_ != nullptr ? std::exchange(idle_, nullptr)->on_complete() : waiting_.on_ready(); }

std::optional<std::chrono::nanoseconds> pause(Reactor& reactor, std::chrono::nanoseconds at_least) {
  using Clock = Timers::Time::clock;
  const auto started = Clock::now();
  Waiting waiting;
  Timer timer;
  reactor.timers().wait(timer, started + at_least, waiting);
  waiting.suspend();
  return reactor.stopped() ? std::nullopt : std::optional(Clock::now() - started);
}

std::chrono::nanoseconds compute_elsewhere(Exchange::Site& site, workloads::ExchangeSession& session) {
  OffloadedWork work(site.offload, site.results);
  Completing done;
  work.start(session, done);
  done.suspend();
  return work.took();
}

}  // namespace impls::substrate::fiber
