// promise/libuv: the chain of a connection's steps owns it; calls upstream are promises of their own, joined by `all`.
#include "impls/substrate/libuv/exchange.h"

#include "impls/substrate/exchange/promises.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::ExchangeService& service) { libuv::serve_on_loops(service, promising::open<libuv::Exchange>); }

FIVEWAYS_EXCHANGE(serve, .track = workloads::Track::tuned, .threads = libuv::exchange_threads, .remark = libuv::exchange_remark);

}  // namespace
}  // namespace impls
