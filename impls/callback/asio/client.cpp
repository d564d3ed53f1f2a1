// callback/asio: one object a connection and run, owned by the handler that waits; async_write and async_read_some call back.
#include <array>
#include <boost/asio.hpp>
#include <memory>

#include "impls/substrate/asio/clients.h"
#include "impls/substrate/client/cell.h"
#include "workloads/client_cells.h"

namespace {

namespace asio = boost::asio;
using namespace impls::substrate;
using asio_backend::Client;
using boost::system::error_code;
using workloads::Answer;

class Conversation : public std::enable_shared_from_this<Conversation> {
 public:
  explicit Conversation(Client& client) : client_(client) {}

  void ask() {
    const workloads::Bytes request = client_.session.next_request();
    if (request.empty()) return client_.end(Ending::done);
    asio::async_write(
        client_.stream(), asio::buffer(request.data(), request.size()),
        [self = shared_from_this()](error_code error, std::size_t) { error ? self->client_.end(Ending::closed) : self->read(); });
  }

 private:
  void read() {
    client_.stream().async_read_some(asio::buffer(buffer_), [self = shared_from_this()](error_code error, std::size_t size) {
      error ? self->client_.end(Ending::closed) : self->take(workloads::Bytes(self->buffer_).first(size));
    });
  }

  void take(workloads::Bytes reply) {
    switch (client_.session.on_reply(reply)) {
      case Answer::more:
        return read();
      case Answer::complete:
        return ask();
      case Answer::wrong:
        return client_.end(Ending::wrong);
    }
  }

  Client& client_;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer_;
};

void start(Client& client) { std::make_shared<Conversation>(client)->ask(); }

using Cell = ClientCell<asio_backend::ClientLoop, start>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .max_workers = 1, .limit_reason = one_loop, .threads = "the caller");
