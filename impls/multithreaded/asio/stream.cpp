// multithreaded/asio: a thread per connection; Asio's synchronous calls block the connection's own thread.
#include <array>
#include <boost/asio.hpp>
#include <memory>
#include <utility>

#include "impls/substrate/asio/contexts.h"
#include "impls/substrate/posix/exclusion.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/stop_watch.h"
#include "impls/substrate/posix/threads.h"
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
  OneMutex mutex;
  TransientThreads threads;
  while (Descriptor accepted = listener.accept()) {
    threads.start([&watch, socket = adopt(context.get_executor(), listener.family(), std::move(accepted)),
                   session = service.workload.open_session(&mutex)]() mutable {
      const Connections::Entry entry(watch.connections, socket.native_handle());
      converse(socket, *session);
    });
  }
}

FIVEWAYS_STREAM(serve, .threads = "one a connection, with the system's stack size; one that accepts, one that only waits for the stop",
                .stops_by = "a watching thread shuts down the listener and every connection, which ends the blocked calls",
                .synchronisation = "a mutex", .remark = "a connection for which the system has no thread left is closed");

}  // namespace
}  // namespace impls
