// promise/libuv: the chain of a connection owns it; every turn returns the promise of the next, and the chain stays short.
#include <memory>
#include <utility>
#include <vector>

#include "impls/substrate/libuv/loops.h"
#include "impls/substrate/promise/operation.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

struct Connection {
  libuv::Stream::Owned stream;
  std::unique_ptr<workloads::StreamSession> session;
};

Promise<bool> write_rest(libuv::Stream& stream, std::vector<std::byte> unsent) {
  stream.write(unsent);
  return when_all_sent(stream).then([unsent = std::move(unsent)](bool all) { return all; });
}

Promise<void> converse(std::unique_ptr<Connection>&& connection) {
  libuv::Stream& stream = *connection->stream;
  return when_received(stream).then([&stream, connection = std::move(connection)](Received received) mutable {
    if (received.closed) return fulfilled();
    const workloads::Reply reply = connection->session->on_input(received.bytes);
    const Sent sent = stream.try_send(reply.bytes);
    if (sent.closed) return fulfilled();
    if (sent.rest.empty()) return reply.close ? fulfilled() : converse(std::move(connection));
    auto go_on = [connection = std::move(connection), last = reply.close](bool all) mutable {
      return all && !last ? converse(std::move(connection)) : fulfilled();
    };
    return write_rest(stream, {sent.rest.begin(), sent.rest.end()}).then(std::move(go_on));
  });
}

void open(libuv::Stream::Owned stream, std::unique_ptr<workloads::StreamSession> session) {
  converse(std::make_unique<Connection>(std::move(stream), std::move(session))).detach();
}

void serve(const workloads::StreamService& service) { libuv::serve_on_loops(service, open); }

FIVEWAYS_STREAM(serve, .track = workloads::Track::tuned, .threads = libuv::threads, .remark = libuv::remark);

}  // namespace
}  // namespace impls
