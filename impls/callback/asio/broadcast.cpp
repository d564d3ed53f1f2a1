// callback/asio: one object a connection, owned by the handlers that wait: one reads, another writes while there is mail.
#include <array>
#include <boost/asio.hpp>
#include <memory>
#include <utility>

#include "impls/substrate/asio/contexts.h"
#include "impls/substrate/broadcast/models.h"
#include "workloads/registry.h"

namespace impls {
namespace {

namespace asio = boost::asio;
namespace broadcast = substrate::broadcast;
using boost::system::error_code;
using substrate::AsioSocket;

class Connection final : public std::enable_shared_from_this<Connection>, broadcast::Member {
 public:
  Connection(broadcast::Room& room, AsioSocket socket, std::unique_ptr<workloads::BroadcastSession> session)
      : Member(room), socket_(std::move(socket)), session_(std::move(session)) {}

  void read() {
    socket_.async_read_some(asio::buffer(buffer_), [self = shared_from_this()](error_code error, std::size_t size) {
      if (error || !self->hear(*self->session_, workloads::Bytes(self->buffer_).first(size))) return self->shut_down();
      self->read();
    });
  }

 private:
  void on_mail() override {
    if (!std::exchange(writing_, true)) write();
  }

  void write() {
    const workloads::Bytes mail = outbox_.front();
    asio::async_write(socket_, asio::buffer(mail.data(), mail.size()), [self = shared_from_this()](error_code error, std::size_t size) {
      if (error) return self->shut_down();
      self->outbox_.sent(size);
      self->outbox_.empty() ? static_cast<void>(self->writing_ = false) : self->write();
    });
  }

  // Ends the handler that still waits.
  void shut_down() override {
    error_code ignored;
    socket_.shutdown(AsioSocket::shutdown_both, ignored);
  }

  AsioSocket socket_;
  std::unique_ptr<workloads::BroadcastSession> session_;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer_;
  bool writing_ = false;
};

void serve(const workloads::BroadcastService& service) {
  broadcast::Room room;
  substrate::accept_on_context(service.listener, service.stop, [&](AsioSocket socket) {
    std::make_shared<Connection>(room, std::move(socket), service.workload.open_session())->read();
  });
}

FIVEWAYS_BROADCAST(serve, .threads = broadcast::threads, .synchronisation = broadcast::synchronisation);

}  // namespace
}  // namespace impls
