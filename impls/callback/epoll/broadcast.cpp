// callback/epoll: one object a connection, which owns itself; called whenever there is mail or input.
#include "impls/substrate/epoll/broadcast.h"

#include "impls/substrate/broadcast/models.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void serve(const workloads::BroadcastService& service) { serve_on_loop(service, broadcast::open_with_callbacks); }

FIVEWAYS_BROADCAST(serve, .threads = broadcast::threads, .synchronisation = broadcast::synchronisation);

}  // namespace
}  // namespace impls
