// blocking/posix: one connection at a time; every step blocks the only thread, and calls upstream are made one after another.
#include "impls/substrate/exchange/blocking.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/stop_watch.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::ExchangeService& service) {
  Listener listener(service.listener, Calls::blocking);
  StopWatch watch(service.stop, service.listener);
  blocking::Upstreams upstreams(service.upstream);
  while (const Descriptor socket = listener.accept()) {
    const Connections::Entry entry(watch.connections, socket.get());
    blocking::converse(service, upstreams, socket.get());
  }
}

FIVEWAYS_EXCHANGE(serve, .max_connections = 1, .refuses = blocking::no_loop_to_relieve,
                  .limit_reason = "one connection at a time: the next waits until it has ended",
                  .threads = "one, whatever is asked, and one that only waits for the stop",
                  .stops_by =
                      "a watching thread shuts down the listener and the connection, which ends the blocked call; what waits for "
                      "time or upstream polls the stop too",
                  .remark = "calls upstream are made one after another");

}  // namespace
}  // namespace impls
