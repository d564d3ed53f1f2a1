// callback/epoll: one object a connection, which owns itself; a member function is called for whatever it waits for.
#include "impls/substrate/epoll/exchange.h"

#include "impls/substrate/exchange/callbacks.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::ExchangeService& service) { epoll::serve_on_loops(service, calling_back::open<epoll::Exchange>); }

FIVEWAYS_EXCHANGE(serve, .threads = epoll::exchange_threads);

}  // namespace
}  // namespace impls
