// callback/libuv: one object a connection, which owns itself; a member function is called for whatever it waits for.
#include "impls/substrate/libuv/exchange.h"

#include "impls/substrate/exchange/callbacks.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::ExchangeService& service) { libuv::serve_on_loops(service, calling_back::open<libuv::Exchange>); }

FIVEWAYS_EXCHANGE(serve, .track = workloads::Track::tuned, .threads = libuv::exchange_threads, .remark = libuv::exchange_remark);

}  // namespace
}  // namespace impls
