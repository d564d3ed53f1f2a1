// coroutine/asio: one frame a connection and run; Asio's awaitable is suspended until an operation has completed.
#include <array>
#include <boost/asio.hpp>

#include "impls/substrate/asio/clients.h"
#include "impls/substrate/client/cell.h"
#include "workloads/client_cells.h"

namespace {

namespace asio = boost::asio;
using namespace impls::substrate;
using asio_backend::Client;
using workloads::Answer;

asio::awaitable<void> converse(Client& client) {
  constexpr auto outcome = asio::as_tuple(asio::use_awaitable);
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  AsioSocket& socket = client.stream();
  for (workloads::Bytes request; request = client.session.next_request(), !request.empty();) {
    const auto [write_error, sent] = co_await asio::async_write(socket, asio::buffer(request.data(), request.size()), outcome);
    if (write_error) co_return client.end(Ending::closed);
    for (Answer answer = Answer::more; answer != Answer::complete;) {
      const auto [read_error, size] = co_await socket.async_read_some(asio::buffer(buffer), outcome);
      if (read_error) co_return client.end(Ending::closed);
      answer = client.session.on_reply(workloads::Bytes(buffer).first(size));
      if (answer == Answer::wrong) co_return client.end(Ending::wrong);
    }
  }
  client.end(Ending::done);
}

void start(Client& client) { asio::co_spawn(client.stream().get_executor(), converse(client), asio::detached); }

using Cell = ClientCell<asio_backend::ClientLoop, start>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .max_workers = 1, .limit_reason = one_loop, .threads = "the caller");
