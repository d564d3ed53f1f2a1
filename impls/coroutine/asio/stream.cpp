// coroutine/asio: one frame a connection; Asio's awaitable is suspended until an operation has completed.
#include <array>
#include <boost/asio.hpp>
#include <memory>
#include <utility>

#include "impls/substrate/asio/contexts.h"
#include "workloads/registry.h"

namespace impls {
namespace {

namespace asio = boost::asio;
using substrate::AsioSocket;

asio::awaitable<void> converse(AsioSocket socket, std::unique_ptr<workloads::StreamSession> session) {
  constexpr auto outcome = asio::as_tuple(asio::use_awaitable);
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  for (;;) {
    const auto [read_error, size] = co_await socket.async_read_some(asio::buffer(buffer), outcome);
    if (read_error) co_return;
    const workloads::Reply reply = session->on_input(workloads::Bytes(buffer).first(size));
    if (reply.bytes.empty() && !reply.close) continue;
    const auto [write_error, sent] = co_await asio::async_write(socket, asio::buffer(reply.bytes.data(), reply.bytes.size()), outcome);
    if (write_error || reply.close) co_return;
  }
}

void open(AsioSocket socket, std::unique_ptr<workloads::StreamSession> session) {
  const auto executor = socket.get_executor();
  asio::co_spawn(executor, converse(std::move(socket), std::move(session)), asio::detached);
}

void serve(const workloads::StreamService& service) { substrate::serve_on_contexts(service, open); }

FIVEWAYS_STREAM(serve, .threads = "one io_context a thread, sharing the listener",
                .remark = "accepts as every backend does, after async_wait; with several threads a new connection wakes them all");

}  // namespace
}  // namespace impls
