// callback/libuv: one object a connection, which owns itself; called whenever there is mail or input.
#include "impls/substrate/libuv/broadcast.h"

#include "impls/substrate/broadcast/models.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::BroadcastService& service) { libuv::serve_on_loop(service, broadcast::open_with_callbacks); }

FIVEWAYS_BROADCAST(serve, .track = workloads::Track::tuned, .threads = broadcast::threads, .synchronisation = broadcast::synchronisation,
                   .remark = "uv_try_write first; uv_write for what does not fit");

}  // namespace
}  // namespace impls
