// coroutine/fiber: one stack a connection and run; a fiber is suspended, with all it has called, until the socket is ready.
#include <boost/fiber/fiber.hpp>
#include <functional>

#include "impls/substrate/fiber/clients.h"
#include "impls/substrate/fiber/sanitizers.h"
#include "workloads/client_cells.h"

namespace {

using namespace impls::substrate;
using fiber::Client;
using workloads::Answer;

Received receive(Stream& stream, fiber::Waiting& waiting) {
  stream.wait_readable(waiting);
  waiting.suspend();
  return stream.receive();
}

bool send_all(Stream& stream, fiber::Waiting& waiting, Bytes rest) {
  for (;;) {
    const Sent sent = stream.send(rest);
    if (sent.closed) return false;
    rest = sent.rest;
    if (rest.empty()) return true;
    stream.wait_writable(waiting);
    waiting.suspend();
  }
}

Ending converse(Stream& stream, workloads::ClientSession& session) {
  fiber::Waiting waiting;
  for (Bytes request; request = session.next_request(), !request.empty();) {
    if (!send_all(stream, waiting, request)) return Ending::closed;
    for (Answer answer = Answer::more; answer != Answer::complete;) {
      const Received received = receive(stream, waiting);
      if (received.closed) return Ending::closed;
      if (received.bytes.empty()) continue;
      answer = session.on_reply(received.bytes);
      if (answer == Answer::wrong) return Ending::wrong;
    }
  }
  return Ending::done;
}

void start(Client& client) {
  auto body = [&client] { client.end(converse(client.stream(), client.session)); };
  boost::fibers::fiber(boost::fibers::launch::post, body).detach();
}

using Cell = fiber::ClientCell<start>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .track = workloads::Track::tuned, .max_workers = 1, .limit_reason = one_loop, .threads = fiber::own_thread,
                .unavailable = why_no_stack_switching, .remark = "stackful: Boost.Fiber over the reactor of the epoll cells");
