// coroutine/io_uring: one frame a connection, which ends itself; the coroutine is suspended until its operation has completed.
#include <memory>
#include <utility>

#include "impls/substrate/coroutine/operation.h"
#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/io_uring/loops.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

Spawned converse(uring::Stream::Owned stream, std::unique_ptr<workloads::StreamSession> session) {
  for (;;) {
    const Received received = co_await substrate::received(*stream);
    if (received.closed) co_return;
    const workloads::Reply reply = session->on_input(received.bytes);
    stream->send(reply.bytes);
    if (!reply.close) continue;
    co_await all_sent(*stream);
    co_return;
  }
}

void open(uring::Stream::Owned stream, std::unique_ptr<workloads::StreamSession> session) {
  converse(std::move(stream), std::move(session));
}

void serve(const workloads::StreamService& service) { uring::serve_on_rings(service, open); }

FIVEWAYS_STREAM(serve, .track = workloads::Track::tuned, .threads = uring::threads, .unavailable = uring::unavailable,
                .remark = uring::remark);

}  // namespace
}  // namespace impls
