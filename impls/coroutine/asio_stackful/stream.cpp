// coroutine/asio_stackful: one stack a connection; asio::spawn suspends it, with all it has called, until an operation has completed.
#include <array>
#include <boost/asio.hpp>
#include <boost/asio/spawn.hpp>
#include <memory>
#include <utility>

#include "impls/substrate/asio/contexts.h"
#include "impls/substrate/fiber/sanitizers.h"
#include "workloads/registry.h"

namespace impls {
namespace {

namespace asio = boost::asio;
using substrate::AsioSocket;

void converse(AsioSocket& socket, workloads::StreamSession& session, asio::yield_context yield) {
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  boost::system::error_code error;
  for (;;) {
    const std::size_t size = socket.async_read_some(asio::buffer(buffer), yield[error]);
    if (error) return;
    const workloads::Reply reply = session.on_input(workloads::Bytes(buffer).first(size));
    if (reply.bytes.empty() && !reply.close) continue;
    asio::async_write(socket, asio::buffer(reply.bytes.data(), reply.bytes.size()), yield[error]);
    if (error || reply.close) return;
  }
}

void open(AsioSocket socket, std::unique_ptr<workloads::StreamSession> session) {
  const auto executor = socket.get_executor();
  auto body = [socket = std::move(socket), session = std::move(session)](asio::yield_context yield) mutable {
    converse(socket, *session, yield);
  };
  asio::spawn(executor, std::move(body), asio::detached);
}

void serve(const workloads::StreamService& service) { substrate::serve_on_contexts(service, open); }

FIVEWAYS_STREAM(serve, .threads = "one io_context a thread, sharing the listener", .unavailable = substrate::why_no_stack_switching,
                .remark =
                    "stackful: asio::spawn on Boost.Context, the receive buffer on the stack; accepts as every backend does, after "
                    "async_wait: with several threads a new connection wakes them all");

}  // namespace
}  // namespace impls
