// callback/epoll: one object a connection and run, which owns itself; a member function is called whenever the socket is ready.
#include "impls/substrate/client/cell.h"
#include "impls/substrate/epoll/clients.h"
#include "workloads/client_cells.h"

namespace {

using namespace impls::substrate;
using epoll::Client;

class Conversation final : Waiter {
 public:
  explicit Conversation(Client& client) : client_(client) {}

  void ask() {
    rest_ = client_.session.next_request();
    if (rest_.empty()) return end(Ending::done);
    send();
  }

 private:
  void on_ready() override { (this->*next_)(); }

  void send() {
    const Sent sent = client_.stream().send(rest_);
    if (sent.closed) return end(Ending::closed);
    rest_ = sent.rest;
    if (!rest_.empty()) {
      next_ = &Conversation::send;
      return client_.stream().wait_writable(*this);
    }
    next_ = &Conversation::on_readable;
    client_.stream().wait_readable(*this);
  }

  void on_readable() {
    const Received received = client_.stream().receive();
    if (received.closed) return end(Ending::closed);
    if (received.bytes.empty()) return;
    const workloads::Answer answer = client_.session.on_reply(received.bytes);
    if (answer == workloads::Answer::complete) ask();
    if (answer == workloads::Answer::wrong) end(Ending::wrong);
  }

  void end(Ending ending) {
    client_.end(ending);
    delete this;
  }

  Client& client_;
  void (Conversation::*next_)() = nullptr;
  Bytes rest_;
};

void start(Client& client) { (new Conversation(client))->ask(); }

using Cell = ClientCell<epoll::ClientLoop, start>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .max_workers = 1, .limit_reason = one_loop, .threads = "the caller");
