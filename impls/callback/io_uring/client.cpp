// callback/io_uring: one object a connection and run, which owns itself; a member function is called whenever its operation has completed.
#include "impls/substrate/client/cell.h"
#include "impls/substrate/io_uring/clients.h"
#include "workloads/client_cells.h"

namespace {

using namespace impls::substrate;
using uring::Client;
using workloads::Answer;

class Conversation final : Completion {
 public:
  explicit Conversation(Client& client) : client_(client) {}

  void ask() {
    const Bytes request = client_.session.next_request();
    if (request.empty()) return end(Ending::done);
    client_.stream().send(request);
    client_.stream().wait_received(*this);
  }

 private:
  void on_complete() override {
    const Received received = client_.stream().receive();
    if (received.closed) return end(Ending::closed);
    switch (client_.session.on_reply(received.bytes)) {
      case Answer::more:
        return client_.stream().wait_received(*this);
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
};

void start(Client& client) { (new Conversation(client))->ask(); }

using Cell = ClientCell<uring::ClientLoop, start>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .track = workloads::Track::tuned, .max_workers = 1, .limit_reason = one_loop, .threads = "the caller",
                .unavailable = uring::unavailable, .remark = uring::client_remark);
