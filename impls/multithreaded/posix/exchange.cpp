// multithreaded/posix: a thread per connection; every step blocks the connection's own thread, and its calls upstream are made one after
// another.
#include <utility>

#include "impls/substrate/exchange/blocking.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/stop_watch.h"
#include "impls/substrate/posix/threads.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::ExchangeService& service) {
  Listener listener(service.listener, Calls::blocking);
  StopWatch watch(service.stop, service.listener);
  blocking::Upstreams upstreams(service.upstream);
  TransientThreads threads;
  while (Descriptor accepted = listener.accept()) {
    threads.start([&, socket = std::move(accepted)] {
      const Connections::Entry entry(watch.connections, socket.get());
      blocking::converse(service, upstreams, socket.get());
    });
  }
}

FIVEWAYS_EXCHANGE(serve, .refuses = blocking::no_loop_to_relieve,
                  .threads = "one a connection, with the system's stack size; one that accepts, one that only waits for the stop",
                  .stops_by =
                      "a watching thread shuts down the listener and every connection, which ends the blocked calls; what waits "
                      "for time or upstream polls the stop too",
                  .remark = "calls upstream are made one after another; a connection for which the system has no thread left is closed");

}  // namespace
}  // namespace impls
