// coroutine/asio: two frames a connection, as Asio's own chat server has: one reads, one writes, and waits for mail by a timer.
#include <array>
#include <boost/asio.hpp>
#include <chrono>
#include <memory>
#include <utility>

#include "impls/substrate/asio/contexts.h"
#include "impls/substrate/broadcast/models.h"
#include "workloads/registry.h"

namespace impls {
namespace {

namespace asio = boost::asio;
namespace broadcast = substrate::broadcast;
using substrate::AsioSocket;

constexpr auto outcome = asio::as_tuple(asio::use_awaitable);

class Connection final : public broadcast::Member {
 public:
  Connection(broadcast::Room& room, AsioSocket socket, std::unique_ptr<workloads::BroadcastSession> session)
      : Member(room),
        socket_(std::move(socket)),
        mail_(socket_.get_executor(), asio::steady_timer::time_point::max()),
        session_(std::move(session)) {}

  static asio::awaitable<void> read(std::shared_ptr<Connection> self) {
    for (;;) {
      const auto [error, size] = co_await self->socket_.async_read_some(asio::buffer(self->buffer_), outcome);
      if (error || !self->hear(*self->session_, workloads::Bytes(self->buffer_).first(size))) break;
    }
    self->shut_down();
  }

  static asio::awaitable<void> write(std::shared_ptr<Connection> self) {
    while (self->open_) {
      if (self->outbox_.empty()) {
        co_await self->mail_.async_wait(outcome);
        continue;
      }
      const workloads::Bytes mail = self->outbox_.front();
      const auto [error, size] = co_await asio::async_write(self->socket_, asio::buffer(mail.data(), mail.size()), outcome);
      if (error) break;
      self->outbox_.sent(size);
    }
    self->shut_down();
  }

  auto executor() { return socket_.get_executor(); }

 private:
  void on_mail() override { mail_.cancel_one(); }

  // Ends the frame that still waits.
  void shut_down() override {
    open_ = false;
    boost::system::error_code ignored;
    socket_.shutdown(AsioSocket::shutdown_both, ignored);
    mail_.cancel();
  }

  AsioSocket socket_;
  asio::steady_timer mail_;  // never expires; cancelled when there is some
  std::unique_ptr<workloads::BroadcastSession> session_;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer_;
  bool open_ = true;
};

void serve(const workloads::BroadcastService& service) {
  broadcast::Room room;
  substrate::accept_on_context(service.listener, service.stop, [&](AsioSocket socket) {
    const auto connection = std::make_shared<Connection>(room, std::move(socket), service.workload.open_session());
    asio::co_spawn(connection->executor(), Connection::read(connection), asio::detached);
    asio::co_spawn(connection->executor(), Connection::write(connection), asio::detached);
  });
}

FIVEWAYS_BROADCAST(serve, .threads = broadcast::threads, .synchronisation = broadcast::synchronisation,
                   .remark = "a timer that is cancelled wakes the writer, as in the library's example");

}  // namespace
}  // namespace impls
