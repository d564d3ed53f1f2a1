#pragma once
// Clients on the `epoll` backend.

#include <memory>

#include "impls/substrate/client/clients.h"
#include "impls/substrate/epoll/reactor.h"

namespace impls::substrate::epoll {

/// See Clients.
class ClientLoop {
 public:
  using Owned = std::unique_ptr<Stream>;
  static constexpr Calls calls = Calls::non_blocking;

  template <class Owner>
  class Resting final : Waiter {
   public:
    explicit Resting(Owner& owner) : owner_(owner) {}
    void rest(Stream& stream) { stream.wait_readable(*this); }

   private:
    void on_ready() override { owner_.on_rest_broken(); }
    Owner& owner_;
  };

  Owned open(Descriptor socket, int /*family*/) { return std::make_unique<Stream>(reactor_, std::move(socket)); }

  void run_while(const std::size_t& talking) {
    while (talking > 0) reactor_.turn();
  }

 private:
  Reactor reactor_;
};

using Client = Clients<ClientLoop>::Client;

}  // namespace impls::substrate::epoll
