// blocking/asio: one connection at a time; every step blocks the only thread, and calls upstream are made one after another.
#include <boost/asio.hpp>
#include <utility>

#include "impls/substrate/asio/blocking_exchange.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/stop_watch.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::ExchangeService& service) {
  boost::asio::io_context context;
  Listener listener(service.listener, Calls::blocking);
  StopWatch watch(service.stop, service.listener);
  blocking::Upstreams upstreams(service.upstream);
  while (Descriptor accepted = listener.accept()) {
    AsioSocket socket = adopt(context.get_executor(), listener.family(), std::move(accepted));
    const Connections::Entry entry(watch.connections, socket.native_handle());
    blocking::converse(service, upstreams, socket);
  }
}

FIVEWAYS_EXCHANGE(serve, .max_connections = 1, .refuses = blocking::no_loop_to_relieve,
                  .limit_reason = "one connection at a time: the next waits until it has ended",
                  .threads = "one, whatever is asked, and one that only waits for the stop", .stops_by = blocking::stops_by_of_asio,
                  .remark = blocking::remark_of_asio);

}  // namespace
}  // namespace impls
