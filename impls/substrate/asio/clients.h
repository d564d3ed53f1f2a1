#pragma once
// Clients on the `asio` backend: an io_context, and sockets that Asio owns.

#include <boost/asio.hpp>
#include <optional>
#include <utility>

#include "impls/substrate/asio/contexts.h"
#include "impls/substrate/client/clients.h"

namespace impls::substrate::asio_backend {

/// See Clients. A connection at rest has no operation under way, so that running the context ends when nobody talks.
class ClientLoop {
 public:
  using Owned = std::optional<AsioSocket>;
  static constexpr Calls calls = Calls::blocking;  // Asio makes them non-blocking itself

  template <class Owner>
  struct Resting {
    explicit Resting(Owner&) {}
    void rest(AsioSocket&) {}
  };

  Owned open(Descriptor socket, int family) { return adopt(context_.get_executor(), family, std::move(socket)); }

  void run_while(const std::size_t& /*talking*/) {
    context_.restart();
    context_.run();
  }

 private:
  boost::asio::io_context context_{1};
};

using Client = Clients<ClientLoop>::Client;

/// See BlockingClients.
class BlockingSockets {
 public:
  using Socket = AsioSocket;
  Socket open(Descriptor socket, int family) { return adopt(context_.get_executor(), family, std::move(socket)); }

 private:
  boost::asio::io_context context_;
};

}  // namespace impls::substrate::asio_backend
