// promise/io_uring: the chain of a connection's steps owns it; calls upstream are promises of their own, joined by `all`.
#include "impls/substrate/io_uring/exchange.h"

#include "impls/substrate/exchange/promises.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::ExchangeService& service) { uring::serve_on_rings(service, promising::open<uring::Exchange>); }

FIVEWAYS_EXCHANGE(serve, .track = workloads::Track::tuned, .threads = uring::exchange_threads, .unavailable = uring::unavailable,
                  .remark = uring::exchange_remark);

}  // namespace
}  // namespace impls
