// multithreaded/asio: a thread per connection; every step blocks the connection's own thread, and its calls upstream are made one after
// another.
#include <boost/asio.hpp>
#include <utility>

#include "impls/substrate/asio/blocking_exchange.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/stop_watch.h"
#include "impls/substrate/posix/threads.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::ExchangeService& service) {
  boost::asio::io_context context;
  Listener listener(service.listener, Calls::blocking);
  StopWatch watch(service.stop, service.listener);
  blocking::Upstreams upstreams(service.upstream);
  TransientThreads threads;
  while (Descriptor accepted = listener.accept()) {
    threads.start([&, socket = adopt(context.get_executor(), listener.family(), std::move(accepted))]() mutable {
      const Connections::Entry entry(watch.connections, socket.native_handle());
      blocking::converse(service, upstreams, socket);
    });
  }
}

FIVEWAYS_EXCHANGE(serve, .refuses = blocking::no_loop_to_relieve,
                  .threads = "one a connection, with the system's stack size; one that accepts, one that only waits for the stop",
                  .stops_by = blocking::stops_by_of_asio, .remark = blocking::remark_of_asio);

}  // namespace
}  // namespace impls
