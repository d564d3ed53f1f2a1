// callback/io_uring: one object a connection, which owns itself; a member function is called for whatever it waits for.
#include "impls/substrate/io_uring/exchange.h"

#include "impls/substrate/exchange/callbacks.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::ExchangeService& service) { uring::serve_on_rings(service, calling_back::open<uring::Exchange>); }

FIVEWAYS_EXCHANGE(serve, .track = workloads::Track::tuned, .threads = uring::exchange_threads, .unavailable = uring::unavailable,
                  .remark = uring::exchange_remark);

}  // namespace
}  // namespace impls
