// multithreaded/posix: a thread per connection that reads, and one more per subscriber, which waits for mail and sends it.
#include <array>
#include <memory>
#include <utility>

#include "impls/substrate/broadcast/crowd.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/sockets.h"
#include "impls/substrate/posix/stop_watch.h"
#include "impls/substrate/posix/threads.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void converse(int socket, workloads::BroadcastSession& session, broadcast::Crowd& crowd) {
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  broadcast::converse(
      socket, session, crowd, [&] { return receive(socket, buffer).bytes; }, [socket](Bytes bytes) { return send_all(socket, bytes); });
}

void serve(const workloads::BroadcastService& service) {
  Listener listener(service.listener, Calls::blocking);
  StopWatch watch(service.stop, service.listener);
  broadcast::Crowd crowd;
  TransientThreads threads;
  while (Descriptor accepted = listener.accept()) {
    threads.start([&watch, &crowd, socket = std::move(accepted), session = service.workload.open_session()] {
      const Connections::Entry entry(watch.connections, socket.get());
      converse(socket.get(), *session, crowd);
    });
  }
}

FIVEWAYS_BROADCAST(serve, .threads = broadcast::threads,
                   .stops_by = "a watching thread shuts down the listener and every connection, which ends the blocked calls",
                   .synchronisation = broadcast::locks, .remark = "a connection for which the system has no thread left is closed");

}  // namespace
}  // namespace impls
