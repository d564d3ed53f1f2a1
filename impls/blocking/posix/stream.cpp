// blocking/posix: one connection at a time; every call blocks the only thread.
#include <array>

#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/sockets.h"
#include "impls/substrate/posix/stop_watch.h"
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
  while (const Descriptor socket = listener.accept()) {
    const Connections::Entry entry(watch.connections, socket.get());
    converse(socket.get(), *service.workload.open_session(nullptr));
  }
}

FIVEWAYS_STREAM(serve, .max_connections = 1, .limit_reason = "one connection at a time: the next waits until it has ended",
                .threads = "one, whatever is asked, and one that only waits for the stop",
                .stops_by = "a watching thread shuts down the listener and the connection, which ends the blocked call",
                .synchronisation = "none: one thread");

}  // namespace
}  // namespace impls
