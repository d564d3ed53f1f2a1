// callback/libuv: one object a connection and run, which owns itself; a member function is called for what arrives, and for what was
// written.
#include "impls/substrate/client/cell.h"
#include "impls/substrate/libuv/clients.h"
#include "workloads/client_cells.h"

namespace {

using namespace impls::substrate;
using libuv::Client;
using workloads::Answer;

class Conversation final : Completion {
 public:
  explicit Conversation(Client& client) : client_(client) {}

  void ask() {
    const Bytes request = client_.session.next_request();
    if (request.empty()) return end(Ending::done);
    const Sent sent = client_.stream().try_send(request);
    if (sent.closed) return end(Ending::closed);
    if (sent.rest.empty()) return await_reply();
    next_ = &Conversation::on_written;
    client_.stream().write(sent.rest);
    client_.stream().wait_sent(*this);
  }

 private:
  void on_complete() override { (this->*next_)(); }

  void on_written() { client_.stream().sent() ? await_reply() : end(Ending::closed); }

  void await_reply() {
    next_ = &Conversation::on_received;
    client_.stream().wait_received(*this);
  }

  void on_received() {
    const Received received = client_.stream().receive();
    if (received.closed) return end(Ending::closed);
    switch (client_.session.on_reply(received.bytes)) {
      case Answer::more:
        return await_reply();
      case Answer::complete:
        return ask();
      case Answer::wrong:
        return end(Ending::wrong);
    }
  }

  void end(Ending ending) {
    client_.end(ending);
    delete this;
  }

  Client& client_;
  void (Conversation::*next_)() = nullptr;
};

void start(Client& client) { (new Conversation(client))->ask(); }

using Cell = ClientCell<libuv::ClientLoop, start>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .track = workloads::Track::tuned, .max_workers = 1, .limit_reason = one_loop, .threads = "the caller",
                .remark = libuv::client_remark);
