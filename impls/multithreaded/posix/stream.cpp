// multithreaded/posix: a thread per connection; every call blocks the connection's own thread.
#include <array>
#include <memory>
#include <utility>

#include "impls/substrate/posix/exclusion.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/sockets.h"
#include "impls/substrate/posix/stop_watch.h"
#include "impls/substrate/posix/threads.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void converse(int socket, workloads::StreamSession& session) {
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  for (;;) {
    const Received received = receive(socket, buffer);
    if (received.closed) return;
    const workloads::Reply reply = session.on_input(received.bytes);
    if (!send_all(socket, reply.bytes) || reply.close) return;
  }
}

void serve(const workloads::StreamService& service) {
  Listener listener(service.listener, Calls::blocking);
  StopWatch watch(service.stop, service.listener);
  OneMutex mutex;
  TransientThreads threads;
  while (Descriptor accepted = listener.accept()) {
    threads.start([&watch, socket = std::move(accepted), session = service.workload.open_session(&mutex)] {
      const Connections::Entry entry(watch.connections, socket.get());
      converse(socket.get(), *session);
    });
  }
}

FIVEWAYS_STREAM(serve, .threads = "one a connection, with the system's stack size; one that accepts, one that only waits for the stop",
                .stops_by = "a watching thread shuts down the listener and every connection, which ends the blocked calls",
                .synchronisation = "a mutex", .remark = "a connection for which the system has no thread left is closed");

}  // namespace
}  // namespace impls
