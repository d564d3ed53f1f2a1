// coroutine/libuv: one frame a connection, one a call upstream, each suspended until libuv calls back.
#include "impls/substrate/libuv/exchange.h"

#include "impls/substrate/exchange/coroutines.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::ExchangeService& service) { libuv::serve_on_loops(service, suspending::open<libuv::Exchange>); }

FIVEWAYS_EXCHANGE(serve, .track = workloads::Track::tuned, .threads = libuv::exchange_threads, .remark = libuv::exchange_remark);

}  // namespace
}  // namespace impls
