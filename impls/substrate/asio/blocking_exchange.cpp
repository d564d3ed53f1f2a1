// `exchange` with Asio's synchronous calls.
#include "impls/substrate/asio/blocking_exchange.h"

#include <array>
#include <boost/asio.hpp>

namespace impls::substrate::blocking {

namespace asio = boost::asio;

void converse(const workloads::ExchangeService& service, Upstreams& upstreams, AsioSocket& socket) {
  const auto session = service.workload.open_session();
  Steps steps(service, upstreams, *session);
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  boost::system::error_code error;
  const auto send = [&](Bytes reply) {
    asio::write(socket, asio::buffer(reply.data(), reply.size()), error);
    return error ? Progress::ended : Progress::done;
  };
  for (Progress progress = Progress::done; progress == Progress::done;) {
    const std::size_t size = socket.read_some(asio::buffer(buffer), error);
    if (error) return;
    progress = steps.follow(session->on_input(Bytes(buffer).first(size)), send);
  }
}

}  // namespace impls::substrate::blocking
