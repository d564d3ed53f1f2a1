#pragma once
// Blocking clients on the `posix` backend: a connection is its descriptor.

#include "impls/substrate/client/blocking.h"

namespace impls::substrate {

/// See BlockingClients.
struct PlainSockets {
  using Socket = Descriptor;
  Socket open(Descriptor socket, int /*family*/) { return socket; }
};

}  // namespace impls::substrate
