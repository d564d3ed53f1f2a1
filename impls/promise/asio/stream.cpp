// promise/asio: the chain of a connection owns it; every operation of Asio gives a promise, every turn returns the next.
#include <array>
#include <boost/asio.hpp>
#include <memory>
#include <tuple>
#include <utility>

#include "impls/substrate/asio/contexts.h"
#include "impls/substrate/promise/asio.h"
#include "workloads/registry.h"

namespace impls {
namespace {

namespace asio = boost::asio;
using substrate::AsioSocket;
using substrate::fulfilled;
using substrate::Promise;
using substrate::use_outcome;
using Transferred = std::tuple<boost::system::error_code, std::size_t>;

struct Connection {
  AsioSocket socket;
  std::unique_ptr<workloads::StreamSession> session;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
};

Promise<void> converse(std::shared_ptr<Connection> connection) {
  return connection->socket.async_read_some(asio::buffer(connection->buffer), use_outcome)
      .then([connection](Transferred read) {
        const auto [failure, size] = read;
        if (failure) return fulfilled(false);  // the peer left, or the connection failed
        const workloads::Reply reply = connection->session->on_input(workloads::Bytes(connection->buffer).first(size));
        if (reply.bytes.empty() && !reply.close) return fulfilled(true);
        return asio::async_write(connection->socket, asio::buffer(reply.bytes.data(), reply.bytes.size()), use_outcome)
            .then([last = reply.close](Transferred written) { return !last && !std::get<0>(written); });
      })
      .then([connection](bool more) { return more ? converse(connection) : fulfilled(); });
}

void open(AsioSocket socket, std::unique_ptr<workloads::StreamSession> session) {
  converse(std::make_shared<Connection>(std::move(socket), std::move(session))).detach();
}

void serve(const workloads::StreamService& service) { substrate::serve_on_contexts(service, open); }

FIVEWAYS_STREAM(serve, .threads = "one io_context a thread, sharing the listener",
                .remark =
                    "accepts as every backend does, after async_wait; with several threads a new connection wakes them all; the "
                    "promise recycles the memory of its states within the thread");

}  // namespace
}  // namespace impls
