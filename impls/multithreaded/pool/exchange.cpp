// multithreaded/pool: one poller hands ready connections to a fixed set of workers; every step blocks the worker that has the connection.
#include <memory>
#include <utility>
#include <vector>

#include "impls/substrate/exchange/blocking.h"
#include "impls/substrate/posix/ready_workers.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;
using blocking::Progress;

// A worker does nothing else while a request waits, so there are as many as requests that may wait at once.
constexpr int workers = 128;

class Connection final : public Handed {
 public:
  Connection(const workloads::ExchangeService& service, blocking::Upstreams& upstreams)
      : session_(service.workload.open_session()), steps_(service, upstreams, *session_) {}

  std::optional<Awaits> on_ready(int socket, std::span<std::byte> buffer) override {
    if (!unsent_.empty()) {
      const Progress sent = keep_rest(send(socket, unsent_));
      return sent == Progress::done && !steps_.ended() ? follow(session_->on_written(), socket) : awaited(sent);
    }
    const Received received = receive(socket, buffer);
    if (received.closed) return {};
    return follow(session_->on_input(received.bytes), socket);
  }

 private:
  std::optional<Awaits> follow(const workloads::Step& step, int socket) {
    return awaited(steps_.follow(step, [&](Bytes reply) { return keep_rest(send(socket, reply)); }));
  }

  Progress keep_rest(Sent sent) {
    unsent_ = std::vector<std::byte>(sent.rest.begin(), sent.rest.end());
    return sent.closed ? Progress::ended : unsent_.empty() ? Progress::done : Progress::later;
  }

  std::optional<Awaits> awaited(Progress progress) const {
    if (progress == Progress::later) return Awaits::room;
    return progress == Progress::done && !steps_.ended() ? std::optional(Awaits::input) : std::nullopt;
  }

  std::unique_ptr<workloads::ExchangeSession> session_;
  blocking::Steps steps_;
  std::vector<std::byte> unsent_;
};

void serve(const workloads::ExchangeService& service) {
  blocking::Upstreams upstreams(service.upstream);
  const auto open = [&] { return std::make_unique<Connection>(service, upstreams); };
  ReadyWorkers(service.listener, service.stop, open).run(workers);
}

FIVEWAYS_EXCHANGE(serve, .refuses = blocking::no_loop_to_relieve,
                  .threads = "one that polls and accepts, and 128 workers whatever is asked, as each that waits keeps one",
                  .stops_by =
                      "the poller shuts every connection down, which ends the blocked calls; what waits for time or upstream polls "
                      "the stop too",
                  .remark = "calls upstream are made one after another; with more than 128 requests at once the others wait for a worker");

}  // namespace
}  // namespace impls
