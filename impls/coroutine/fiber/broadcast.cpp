// coroutine/fiber: one stack a connection; a fiber is suspended, with all it has called, until there is mail or input.
#include "impls/substrate/epoll/broadcast.h"

#include <boost/fiber/fiber.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "impls/substrate/broadcast/models.h"
#include "impls/substrate/fiber/fibers.h"
#include "impls/substrate/fiber/sanitizers.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

void converse(std::unique_ptr<broadcast::Correspondent> peer, std::unique_ptr<workloads::BroadcastSession> session) {
  fiber::Waiting waiting;
  for (;;) {
    peer->wait(waiting);
    waiting.suspend();
    const Received received = peer->receive();
    if (received.closed) return;
    if (!received.bytes.empty() && !peer->hear(*session, received.bytes)) return;
    peer->send_mail();
  }
}

void serve(const workloads::BroadcastService& service) {
  broadcast::Room room;
  fiber::accept_with_fibers(service.listener, service.stop, [&](Reactor& reactor, Descriptor socket) {
    auto peer = std::make_unique<EpollCorrespondent>(room, reactor, std::move(socket));
    boost::fibers::fiber(boost::fibers::launch::post, converse, std::move(peer), service.workload.open_session()).detach();
  });
}

FIVEWAYS_BROADCAST(
    serve, .track = workloads::Track::tuned, .threads = broadcast::threads, .synchronisation = broadcast::synchronisation,
    .unavailable = why_no_stack_switching,
    .remark = "stackful: Boost.Fiber over the reactor of the epoll cells; a delivery makes a fiber ready, which then runs in turn");

}  // namespace
}  // namespace impls
