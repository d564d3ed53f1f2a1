// blocking/asio: one connection at a time; Asio's synchronous calls block the only thread.
#include <array>
#include <boost/asio.hpp>
#include <utility>

#include "impls/substrate/asio/contexts.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/stop_watch.h"
#include "workloads/registry.h"

namespace impls {
namespace {

namespace asio = boost::asio;
using namespace substrate;

void converse(AsioSocket& socket, workloads::StreamSession& session) {
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  boost::system::error_code error;
  for (;;) {
    const std::size_t size = socket.read_some(asio::buffer(buffer), error);
    if (error) return;
    const workloads::Reply reply = session.on_input(workloads::Bytes(buffer).first(size));
    asio::write(socket, asio::buffer(reply.bytes.data(), reply.bytes.size()), error);
    if (error || reply.close) return;
  }
}

void serve(const workloads::StreamService& service) {
  asio::io_context context;
  Listener listener(service.listener, Calls::blocking);
  StopWatch watch(service.stop, service.listener);
  while (Descriptor accepted = listener.accept()) {
    AsioSocket socket = adopt(context.get_executor(), listener.family(), std::move(accepted));
    const Connections::Entry entry(watch.connections, socket.native_handle());
    converse(socket, *service.workload.open_session(nullptr));
  }
}

FIVEWAYS_STREAM(serve, .max_connections = 1, .limit_reason = "one connection at a time: the next waits until it has ended",
                .threads = "one, whatever is asked, and one that only waits for the stop",
                .stops_by = "a watching thread shuts down the listener and the connection, which ends the blocked call",
                .synchronisation = "none: one thread");

}  // namespace
}  // namespace impls
