// coroutine/io_uring: one frame a connection and run, which ends itself; the coroutine is suspended until its operation has completed.
#include "impls/substrate/client/cell.h"
#include "impls/substrate/coroutine/operation.h"
#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/io_uring/clients.h"
#include "workloads/client_cells.h"

namespace {

using namespace impls::substrate;
using uring::Client;
using workloads::Answer;

Spawned converse(Client& client) {
  uring::Stream& stream = client.stream();
  for (Bytes request; request = client.session.next_request(), !request.empty();) {
    stream.send(request);
    for (Answer answer = Answer::more; answer != Answer::complete;) {
      const Received received = co_await impls::substrate::received(stream);
      if (received.closed) co_return client.end(Ending::closed);
      answer = client.session.on_reply(received.bytes);
      if (answer == Answer::wrong) co_return client.end(Ending::wrong);
    }
  }
  client.end(Ending::done);
}

void start(Client& client) { converse(client); }

using Cell = ClientCell<uring::ClientLoop, start>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .track = workloads::Track::tuned, .max_workers = 1, .limit_reason = one_loop, .threads = "the caller",
                .unavailable = uring::unavailable, .remark = uring::client_remark);
