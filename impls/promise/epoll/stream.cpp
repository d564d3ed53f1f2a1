// promise/epoll: the chain of a connection owns it; every turn returns the promise of the next, and the chain stays short.
#include <memory>
#include <utility>
#include <vector>

#include "impls/substrate/epoll/loops.h"
#include "impls/substrate/promise/epoll.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

struct Connection {
  Connection(Reactor& reactor, Descriptor socket, std::unique_ptr<workloads::StreamSession> given)
      : stream(reactor, std::move(socket)), session(std::move(given)) {}
  Stream stream;
  std::unique_ptr<workloads::StreamSession> session;
};

Promise<bool> send_rest(Stream& stream, std::vector<std::byte> unsent, std::size_t done = 0) {
  return when_writable(stream).then([&stream, unsent = std::move(unsent), done]() mutable {
    const Sent sent = stream.send(Bytes(unsent).subspan(done));
    if (sent.closed || sent.rest.empty()) return fulfilled(!sent.closed);
    const std::size_t more = unsent.size() - sent.rest.size();
    return send_rest(stream, std::move(unsent), more);
  });
}

Promise<void> converse(std::unique_ptr<Connection>&& connection) {
  Stream& stream = connection->stream;
  return when_readable(stream).then([&stream, connection = std::move(connection)]() mutable {
    const Received received = stream.receive();
    if (received.closed) return fulfilled();
    if (received.bytes.empty()) return converse(std::move(connection));
    const workloads::Reply reply = connection->session->on_input(received.bytes);
    const Sent sent = stream.send(reply.bytes);
    if (sent.closed) return fulfilled();
    if (sent.rest.empty()) return reply.close ? fulfilled() : converse(std::move(connection));
    auto go_on = [connection = std::move(connection), last = reply.close](bool all) mutable {
      return all && !last ? converse(std::move(connection)) : fulfilled();
    };
    return send_rest(stream, {sent.rest.begin(), sent.rest.end()}).then(std::move(go_on));
  });
}

void open(Reactor& reactor, Descriptor socket, std::unique_ptr<workloads::StreamSession> session) {
  auto connection = std::make_unique<Connection>(reactor, std::move(socket), std::move(session));
  converse(std::move(connection)).detach();
}

void serve(const workloads::StreamService& service) { serve_on_loops(service, open); }

FIVEWAYS_STREAM(serve, .threads = "one epoll loop a thread, sharing the listener",
                .remark = "a turn makes two states, of memory that the promise recycles within the thread");

}  // namespace
}  // namespace impls
