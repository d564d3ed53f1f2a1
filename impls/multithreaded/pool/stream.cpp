// multithreaded/pool: one poller hands ready connections to a fixed set of workers, whose calls block.
#include <memory>
#include <utility>
#include <vector>

#include "impls/substrate/posix/exclusion.h"
#include "impls/substrate/posix/ready_workers.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

class Connection final : public Handed {
 public:
  explicit Connection(std::unique_ptr<workloads::StreamSession> session) : session_(std::move(session)) {}

  std::optional<Awaits> on_ready(int socket, std::span<std::byte> buffer) override {
    if (!unsent_.empty()) return keep_rest(send(socket, unsent_));
    const Received received = receive(socket, buffer);
    if (received.closed) return {};
    const workloads::Reply reply = session_->on_input(received.bytes);
    last_ = reply.close;
    return keep_rest(send(socket, reply.bytes));
  }

 private:
  std::optional<Awaits> keep_rest(Sent sent) {
    unsent_ = std::vector<std::byte>(sent.rest.begin(), sent.rest.end());
    if (sent.closed || (last_ && unsent_.empty())) return {};
    return unsent_.empty() ? Awaits::input : Awaits::room;
  }

  std::unique_ptr<workloads::StreamSession> session_;
  std::vector<std::byte> unsent_;
  bool last_ = false;
};

void serve(const workloads::StreamService& service) {
  OneMutex exclusion;
  const auto open = [&] { return std::make_unique<Connection>(service.workload.open_session(&exclusion)); };
  ReadyWorkers(service.listener, service.stop, open).run(service.threads);
}

FIVEWAYS_STREAM(serve, .threads = "one that polls and accepts, and the workers asked for",
                .stops_by = "the poller shuts every connection down, which ends the blocked calls", .synchronisation = "a mutex",
                .remark =
                    "two system calls more a request, to arm the connection again and to wake a worker; a reader that takes nothing "
                    "for 10 ms gives its worker back");

}  // namespace
}  // namespace impls
