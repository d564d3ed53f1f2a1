// multithreaded/posix: a thread for each connection; every call blocks the connection's own thread.
#include <array>

#include "impls/substrate/posix/plain_sockets.h"
#include "impls/substrate/posix/sockets.h"
#include "workloads/client_cells.h"

namespace {

using namespace impls::substrate;
using workloads::Answer;

Ending converse(Descriptor& socket, workloads::ClientSession& session) {
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  for (Bytes request; request = session.next_request(), !request.empty();) {
    if (!send_all(socket.get(), request)) return Ending::closed;
    for (Answer answer = Answer::more; answer != Answer::complete;) {
      const Received received = receive(socket.get(), buffer);
      if (received.closed) return Ending::closed;
      answer = session.on_reply(received.bytes);
      if (answer == Answer::wrong) return Ending::wrong;
    }
  }
  return Ending::done;
}

using Cell = ThreadForEach<PlainSockets, converse>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .threads = thread_for_each);
