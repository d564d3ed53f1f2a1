// coroutine/epoll: one frame a connection and run, which ends itself; the coroutine is suspended until the socket is ready.
#include "impls/substrate/client/cell.h"
#include "impls/substrate/coroutine/epoll.h"
#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/epoll/clients.h"
#include "workloads/client_cells.h"

namespace {

using namespace impls::substrate;
using epoll::Client;
using workloads::Answer;

Spawned converse(Client& client) {
  Stream& stream = client.stream();
  for (Bytes rest; rest = client.session.next_request(), !rest.empty();) {
    for (;;) {
      const Sent sent = stream.send(rest);
      if (sent.closed) co_return client.end(Ending::closed);
      rest = sent.rest;
      if (rest.empty()) break;
      co_await writable(stream);
    }
    for (Answer answer = Answer::more; answer != Answer::complete;) {
      co_await readable(stream);
      const Received received = stream.receive();
      if (received.closed) co_return client.end(Ending::closed);
      if (received.bytes.empty()) continue;
      answer = client.session.on_reply(received.bytes);
      if (answer == Answer::wrong) co_return client.end(Ending::wrong);
    }
  }
  client.end(Ending::done);
}

void start(Client& client) { converse(client); }

using Cell = ClientCell<epoll::ClientLoop, start>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .max_workers = 1, .limit_reason = one_loop, .threads = "the caller");
