// promise/io_uring: the chain of a connection owns it; every turn returns the promise of the next, and the chain stays short.
#include <memory>
#include <utility>

#include "impls/substrate/io_uring/loops.h"
#include "impls/substrate/promise/operation.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

struct Connection {
  uring::Stream::Owned stream;
  std::unique_ptr<workloads::StreamSession> session;
};

Promise<void> converse(std::unique_ptr<Connection>&& connection) {
  uring::Stream& stream = *connection->stream;
  return when_received(stream).then([&stream, connection = std::move(connection)](Received received) mutable {
    if (received.closed) return fulfilled();
    const workloads::Reply reply = connection->session->on_input(received.bytes);
    stream.send(reply.bytes);
    if (!reply.close) return converse(std::move(connection));
    return when_all_sent(stream).then([connection = std::move(connection)](bool) {});
  });
}

void open(uring::Stream::Owned stream, std::unique_ptr<workloads::StreamSession> session) {
  converse(std::make_unique<Connection>(std::move(stream), std::move(session))).detach();
}

void serve(const workloads::StreamService& service) { uring::serve_on_rings(service, open); }

FIVEWAYS_STREAM(serve, .track = workloads::Track::tuned, .threads = uring::threads, .unavailable = uring::unavailable,
                .remark = uring::remark);

}  // namespace
}  // namespace impls
