// multithreaded/asio: as multithreaded/posix, with Asio's synchronous calls: a thread reads, and one more per subscriber sends its mail.
#include <array>
#include <boost/asio.hpp>
#include <memory>
#include <utility>

#include "impls/substrate/asio/contexts.h"
#include "impls/substrate/broadcast/crowd.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/stop_watch.h"
#include "impls/substrate/posix/threads.h"
#include "workloads/registry.h"

namespace impls {
namespace {

namespace asio = boost::asio;
using namespace substrate;

void converse(AsioSocket& socket, workloads::BroadcastSession& session, broadcast::Crowd& crowd) {
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  const auto receive = [&] {
    boost::system::error_code error;
    const std::size_t size = socket.read_some(asio::buffer(buffer), error);
    return workloads::Bytes(buffer).first(error ? 0 : size);
  };
  const auto send = [&socket](workloads::Bytes bytes) {
    boost::system::error_code error;
    asio::write(socket, asio::buffer(bytes.data(), bytes.size()), error);
    return !error;
  };
  broadcast::converse(socket.native_handle(), session, crowd, receive, send);
}

void serve(const workloads::BroadcastService& service) {
  asio::io_context context;
  Listener listener(service.listener, Calls::blocking);
  StopWatch watch(service.stop, service.listener);
  broadcast::Crowd crowd;
  TransientThreads threads;
  while (Descriptor accepted = listener.accept()) {
    threads.start([&watch, &crowd, socket = adopt(context.get_executor(), listener.family(), std::move(accepted)),
                   session = service.workload.open_session()]() mutable {
      const Connections::Entry entry(watch.connections, socket.native_handle());
      converse(socket, *session, crowd);
    });
  }
}

FIVEWAYS_BROADCAST(serve, .threads = broadcast::threads,
                   .stops_by = "a watching thread shuts down the listener and every connection, which ends the blocked calls",
                   .synchronisation = broadcast::locks, .remark = "a connection for which the system has no thread left is closed");

}  // namespace
}  // namespace impls
