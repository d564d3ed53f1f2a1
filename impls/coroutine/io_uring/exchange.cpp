// coroutine/io_uring: one frame a connection, one a call upstream, each suspended until the kernel has what it waits for.
#include "impls/substrate/io_uring/exchange.h"

#include "impls/substrate/exchange/coroutines.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::ExchangeService& service) { uring::serve_on_rings(service, suspending::open<uring::Exchange>); }

FIVEWAYS_EXCHANGE(serve, .track = workloads::Track::tuned, .threads = uring::exchange_threads, .unavailable = uring::unavailable,
                  .remark = uring::exchange_remark);

}  // namespace
}  // namespace impls
