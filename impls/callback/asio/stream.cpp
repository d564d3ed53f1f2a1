// callback/asio: one object a connection, owned by the handler that waits; async_read_some and async_write call back.
#include <array>
#include <boost/asio.hpp>
#include <memory>
#include <utility>

#include "impls/substrate/asio/contexts.h"
#include "workloads/registry.h"

namespace impls {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using substrate::AsioSocket;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(AsioSocket socket, std::unique_ptr<workloads::StreamSession> session)
      : socket_(std::move(socket)), session_(std::move(session)) {}

  void read() {
    socket_.async_read_some(asio::buffer(buffer_), [self = shared_from_this()](error_code error, std::size_t size) {
      if (!error) self->answer(workloads::Bytes(self->buffer_).first(size));
    });
  }

 private:
  void answer(workloads::Bytes input) {
    const workloads::Reply reply = session_->on_input(input);
    if (reply.bytes.empty() && !reply.close) return read();
    asio::async_write(socket_, asio::buffer(reply.bytes.data(), reply.bytes.size()),
                      [self = shared_from_this(), last = reply.close](error_code error, std::size_t) {
                        if (!error && !last) self->read();
                      });
  }

  AsioSocket socket_;
  std::unique_ptr<workloads::StreamSession> session_;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer_;
};

void open(AsioSocket socket, std::unique_ptr<workloads::StreamSession> session) {
  std::make_shared<Connection>(std::move(socket), std::move(session))->read();
}

void serve(const workloads::StreamService& service) { substrate::serve_on_contexts(service, open); }

FIVEWAYS_STREAM(serve, .threads = "one io_context a thread, sharing the listener");

}  // namespace
}  // namespace impls
