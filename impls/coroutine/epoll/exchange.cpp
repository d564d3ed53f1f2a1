// coroutine/epoll: one frame a connection, one a call upstream, each suspended until the reactor has what it waits for.
#include "impls/substrate/epoll/exchange.h"

#include "impls/substrate/exchange/coroutines.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::ExchangeService& service) { epoll::serve_on_loops(service, suspending::open<epoll::Exchange>); }

FIVEWAYS_EXCHANGE(serve, .threads = epoll::exchange_threads);

}  // namespace
}  // namespace impls
