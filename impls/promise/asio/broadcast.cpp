// promise/asio: two chains a connection, which own it: one reads, another writes while there is mail; every turn returns the next.
#include <array>
#include <boost/asio.hpp>
#include <memory>
#include <utility>

#include "impls/substrate/asio/contexts.h"
#include "impls/substrate/broadcast/models.h"
#include "impls/substrate/promise/asio.h"
#include "workloads/registry.h"

namespace impls {
namespace {

namespace asio = boost::asio;
namespace broadcast = substrate::broadcast;
using substrate::AsioSocket;
using substrate::fulfilled;
using substrate::Promise;
using substrate::use_promise;

class Connection final : public std::enable_shared_from_this<Connection>, broadcast::Member {
 public:
  Connection(broadcast::Room& room, AsioSocket socket, std::unique_ptr<workloads::BroadcastSession> session)
      : Member(room), socket_(std::move(socket)), session_(std::move(session)) {}

  void start() { run(read()); }

 private:
  // Whichever chain ends in an error, the peer has left or the connection failed: ends the other.
  void run(Promise<void> chain) {
    std::move(chain)
        .catch_error([self = shared_from_this()](std::exception_ptr error) {
          self->shut_down();
          try {
            std::rethrow_exception(error);
          } catch (const boost::system::system_error&) {
          }
        })
        .detach();
  }

  Promise<void> read() {
    return socket_.async_read_some(asio::buffer(buffer_), use_promise).then([self = shared_from_this()](std::size_t size) {
      if (self->hear(*self->session_, workloads::Bytes(self->buffer_).first(size))) return self->read();
      self->shut_down();
      return fulfilled();
    });
  }

  void on_mail() override {
    if (!std::exchange(writing_, true)) run(write());
  }

  Promise<void> write() {
    const workloads::Bytes mail = outbox_.front();
    return asio::async_write(socket_, asio::buffer(mail.data(), mail.size()), use_promise)
        .then([self = shared_from_this()](std::size_t size) {
          self->outbox_.sent(size);
          if (!self->outbox_.empty()) return self->write();
          self->writing_ = false;
          return fulfilled();
        });
  }

  void shut_down() override {
    boost::system::error_code ignored;
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
    std::make_shared<Connection>(room, std::move(socket), service.workload.open_session())->start();
  });
}

FIVEWAYS_BROADCAST(serve, .threads = broadcast::threads, .synchronisation = broadcast::synchronisation,
                   .remark = "the promise recycles the memory of its states within the thread");

}  // namespace
}  // namespace impls
