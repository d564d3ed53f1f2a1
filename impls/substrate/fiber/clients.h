#pragma once
// Clients on the `fiber` backend.

#include <memory>
#include <utility>

#include "impls/substrate/client/cell.h"
#include "impls/substrate/epoll/clients.h"
#include "impls/substrate/fiber/own_thread.h"

namespace impls::substrate::fiber {

/// See Clients.
class ClientLoop : public OwnLoop {
 public:
  using Owned = epoll::ClientLoop::Owned;
  static constexpr Calls calls = epoll::ClientLoop::calls;
  template <class Owner>
  using Resting = epoll::ClientLoop::Resting<Owner>;

  Owned open(Descriptor socket, int /*family*/) { return std::make_unique<Stream>(reactor(), std::move(socket)); }
};

using Client = Clients<ClientLoop>::Client;

/// See workloads::ClientShape.
template <Clients<ClientLoop>::Start start>
using ClientCell = OnOwnThread<substrate::ClientCell<ClientLoop, start>>;

}  // namespace impls::substrate::fiber
