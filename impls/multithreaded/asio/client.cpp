// multithreaded/asio: a thread for each connection; Asio's synchronous calls block the connection's own thread.
#include <array>
#include <boost/asio.hpp>

#include "impls/substrate/asio/clients.h"
#include "impls/substrate/client/blocking.h"
#include "workloads/client_cells.h"

namespace {

namespace asio = boost::asio;
using namespace impls::substrate;
using asio_backend::BlockingSockets;
using workloads::Answer;

Ending converse(AsioSocket& socket, workloads::ClientSession& session) {
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  boost::system::error_code error;
  for (workloads::Bytes request; request = session.next_request(), !request.empty();) {
    asio::write(socket, asio::buffer(request.data(), request.size()), error);
    if (error) return Ending::closed;
    for (Answer answer = Answer::more; answer != Answer::complete;) {
      const std::size_t size = socket.read_some(asio::buffer(buffer), error);
      if (error) return Ending::closed;
      answer = session.on_reply(workloads::Bytes(buffer).first(size));
      if (answer == Answer::wrong) return Ending::wrong;
    }
  }
  return Ending::done;
}

using Cell = ThreadForEach<BlockingSockets, converse>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .threads = thread_for_each);
