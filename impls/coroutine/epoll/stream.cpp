// coroutine/epoll: one frame a connection, which ends itself; the coroutine is suspended until the socket is ready.
#include <memory>
#include <utility>
#include <vector>

#include "impls/substrate/coroutine/epoll.h"
#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/epoll/loops.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

Task<bool> send_rest(Stream& stream, std::vector<std::byte> unsent) {
  Bytes rest = unsent;
  while (!rest.empty()) {
    co_await writable(stream);
    const Sent sent = stream.send(rest);
    if (sent.closed) co_return false;
    rest = sent.rest;
  }
  co_return true;
}

Spawned converse(Reactor& reactor, Descriptor socket, std::unique_ptr<workloads::StreamSession> session) {
  Stream stream(reactor, std::move(socket));
  for (;;) {
    co_await readable(stream);
    const Received received = stream.receive();
    if (received.closed) co_return;
    if (received.bytes.empty()) continue;
    const workloads::Reply reply = session->on_input(received.bytes);
    const Sent sent = stream.send(reply.bytes);
    if (sent.closed) co_return;
    if (!sent.rest.empty()) {
      const bool all = co_await send_rest(stream, {sent.rest.begin(), sent.rest.end()});
      if (!all) co_return;
    }
    if (reply.close) co_return;
  }
}

void open(Reactor& reactor, Descriptor socket, std::unique_ptr<workloads::StreamSession> session) {
  converse(reactor, std::move(socket), std::move(session));
}

void serve(const workloads::StreamService& service) { serve_on_loops(service, open); }

FIVEWAYS_STREAM(serve, .threads = "one epoll loop a thread, sharing the listener");

}  // namespace
}  // namespace impls
