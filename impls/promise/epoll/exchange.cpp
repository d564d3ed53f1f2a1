// promise/epoll: the chain of a connection's steps owns it; calls upstream are promises of their own, joined by `all`.
#include "impls/substrate/epoll/exchange.h"

#include "impls/substrate/exchange/promises.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::ExchangeService& service) { epoll::serve_on_loops(service, promising::open<epoll::Exchange>); }

FIVEWAYS_EXCHANGE(serve, .threads = epoll::exchange_threads);

}  // namespace
}  // namespace impls
