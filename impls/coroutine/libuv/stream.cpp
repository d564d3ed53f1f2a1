// coroutine/libuv: one frame a connection, which ends itself; the coroutine is suspended until libuv calls back.
#include <memory>
#include <utility>
#include <vector>

#include "impls/substrate/coroutine/operation.h"
#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/libuv/loops.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

Task<bool> write_rest(libuv::Stream& stream, std::vector<std::byte> unsent) {
  stream.write(unsent);
  co_return co_await all_sent(stream);
}

Spawned converse(libuv::Stream::Owned stream, std::unique_ptr<workloads::StreamSession> session) {
  for (;;) {
    const Received received = co_await substrate::received(*stream);
    if (received.closed) co_return;
    const workloads::Reply reply = session->on_input(received.bytes);
    const Sent sent = stream->try_send(reply.bytes);
    if (sent.closed) co_return;
    if (!sent.rest.empty()) {
      const bool all = co_await write_rest(*stream, {sent.rest.begin(), sent.rest.end()});
      if (!all) co_return;
    }
    if (reply.close) co_return;
  }
}

void open(libuv::Stream::Owned stream, std::unique_ptr<workloads::StreamSession> session) {
  converse(std::move(stream), std::move(session));
}

void serve(const workloads::StreamService& service) { libuv::serve_on_loops(service, open); }

FIVEWAYS_STREAM(serve, .track = workloads::Track::tuned, .threads = libuv::threads, .remark = libuv::remark);

}  // namespace
}  // namespace impls
