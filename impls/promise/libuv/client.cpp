// promise/libuv: a chain of promises a connection and run; every turn returns the promise of the next, and the chain stays short.
#include "impls/substrate/client/cell.h"
#include "impls/substrate/libuv/clients.h"
#include "impls/substrate/promise/operation.h"
#include "workloads/client_cells.h"

namespace {

using namespace impls::substrate;
using libuv::Client;
using workloads::Answer;

Promise<Ending> ask(Client& client);

Promise<Ending> await_reply(Client& client) {
  return when_received(client.stream()).then([&client](Received received) {
    if (received.closed) return fulfilled(Ending::closed);
    const Answer answer = client.session.on_reply(received.bytes);
    if (answer == Answer::wrong) return fulfilled(Ending::wrong);
    return answer == Answer::complete ? ask(client) : await_reply(client);
  });
}

Promise<Ending> ask(Client& client) {
  const Bytes request = client.session.next_request();
  if (request.empty()) return fulfilled(Ending::done);
  const Sent sent = client.stream().try_send(request);
  if (sent.closed) return fulfilled(Ending::closed);
  if (sent.rest.empty()) return await_reply(client);
  client.stream().write(sent.rest);
  return when_all_sent(client.stream()).then([&client](bool all) { return all ? await_reply(client) : fulfilled(Ending::closed); });
}

void start(Client& client) {
  ask(client).then([&client](Ending ending) { client.end(ending); }).detach();
}

using Cell = ClientCell<libuv::ClientLoop, start>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .track = workloads::Track::tuned, .max_workers = 1, .limit_reason = one_loop, .threads = "the caller",
                .remark = libuv::client_remark);
