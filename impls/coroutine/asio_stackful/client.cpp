// coroutine/asio_stackful: one stack a connection and run; asio::spawn suspends it, with all it has called, until an operation has
// completed.
#include <array>
#include <boost/asio.hpp>
#include <boost/asio/spawn.hpp>

#include "impls/substrate/asio/clients.h"
#include "impls/substrate/client/cell.h"
#include "impls/substrate/fiber/sanitizers.h"
#include "workloads/client_cells.h"

namespace {

namespace asio = boost::asio;
using namespace impls::substrate;
using asio_backend::Client;
using workloads::Answer;

Ending converse(Client& client, asio::yield_context yield) {
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  boost::system::error_code error;
  AsioSocket& socket = client.stream();
  for (workloads::Bytes request; request = client.session.next_request(), !request.empty();) {
    asio::async_write(socket, asio::buffer(request.data(), request.size()), yield[error]);
    if (error) return Ending::closed;
    for (Answer answer = Answer::more; answer != Answer::complete;) {
      const std::size_t size = socket.async_read_some(asio::buffer(buffer), yield[error]);
      if (error) return Ending::closed;
      answer = client.session.on_reply(workloads::Bytes(buffer).first(size));
      if (answer == Answer::wrong) return Ending::wrong;
    }
  }
  return Ending::done;
}

void start(Client& client) {
  auto body = [&client](asio::yield_context yield) { client.end(converse(client, yield)); };
  asio::spawn(client.stream().get_executor(), body, asio::detached);
}

using Cell = ClientCell<asio_backend::ClientLoop, start>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .max_workers = 1, .limit_reason = one_loop, .threads = "the caller", .unavailable = why_no_stack_switching,
                .remark = "stackful: asio::spawn on Boost.Context, the receive buffer on the stack");
