// promise/epoll: a chain of promises a connection and run; every turn returns the promise of the next, and the chain stays short.
#include "impls/substrate/client/cell.h"
#include "impls/substrate/epoll/clients.h"
#include "impls/substrate/promise/epoll.h"
#include "workloads/client_cells.h"

namespace {

using namespace impls::substrate;
using epoll::Client;
using workloads::Answer;

Promise<Ending> ask(Client& client);

Promise<Ending> await_reply(Client& client) {
  return when_readable(client.stream()).then([&client] {
    const Received received = client.stream().receive();
    if (received.closed) return fulfilled(Ending::closed);
    if (received.bytes.empty()) return await_reply(client);
    const Answer answer = client.session.on_reply(received.bytes);
    if (answer == Answer::wrong) return fulfilled(Ending::wrong);
    return answer == Answer::complete ? ask(client) : await_reply(client);
  });
}

Promise<Ending> send(Client& client, Bytes request) {
  const Sent sent = client.stream().send(request);
  if (sent.closed) return fulfilled(Ending::closed);
  if (sent.rest.empty()) return await_reply(client);
  return when_writable(client.stream()).then([&client, rest = sent.rest] { return send(client, rest); });
}

Promise<Ending> ask(Client& client) {
  const Bytes request = client.session.next_request();
  return request.empty() ? fulfilled(Ending::done) : send(client, request);
}

void start(Client& client) {
  ask(client).then([&client](Ending ending) { client.end(ending); }).detach();
}

using Cell = ClientCell<epoll::ClientLoop, start>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .max_workers = 1, .limit_reason = one_loop, .threads = "the caller",
                .remark = "a request makes two states, of memory that the promise recycles within the thread");
