// coroutine/fiber: one stack a connection; a fiber is suspended, with all it has called, until the socket is ready.
#include <memory>
#include <utility>
#include <vector>

#include "impls/substrate/fiber/fibers.h"
#include "impls/substrate/fiber/sanitizers.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void wait_readable(Stream& stream, fiber::Waiting& waiting) {
  stream.wait_readable(waiting);
  waiting.suspend();
}

bool send_rest(Stream& stream, fiber::Waiting& waiting, std::vector<std::byte> unsent) {
  Bytes rest = unsent;
  while (!rest.empty()) {
    stream.wait_writable(waiting);
    waiting.suspend();
    const Sent sent = stream.send(rest);
    if (sent.closed) return false;
    rest = sent.rest;
  }
  return true;
}

void converse(Reactor& reactor, Descriptor socket, std::unique_ptr<workloads::StreamSession> session) {
  Stream stream(reactor, std::move(socket));
  fiber::Waiting waiting;
  for (;;) {
    wait_readable(stream, waiting);
    const Received received = stream.receive();
    if (received.closed) return;
    if (received.bytes.empty()) continue;
    const workloads::Reply reply = session->on_input(received.bytes);
    const Sent sent = stream.send(reply.bytes);
    if (sent.closed) return;
    if (!sent.rest.empty() && !send_rest(stream, waiting, {sent.rest.begin(), sent.rest.end()})) return;
    if (reply.close) return;
  }
}

void serve(const workloads::StreamService& service) { fiber::serve_with_fibers(service, converse); }

FIVEWAYS_STREAM(serve, .track = workloads::Track::tuned, .threads = "one scheduler and epoll loop a thread, sharing the listener",
                .unavailable = why_no_stack_switching,
                .remark = "stackful: Boost.Fiber over the reactor of the epoll cells, 128 KiB of stack reserved a connection");

}  // namespace
}  // namespace impls
