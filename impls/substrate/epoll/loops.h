#pragma once
// A service on the `epoll` backend: as many loops as threads, one shared listener, one way of accepting for every model.

#include <memory>

#include "impls/substrate/epoll/reactor.h"
#include "workloads/shapes/stream.h"

namespace impls::substrate {

/// What a model does with a new connection, on its loop's thread. What it makes must end when the stream is closed.
using OpenStream = void (*)(Reactor&, Descriptor socket, std::unique_ptr<workloads::StreamSession>);

/// Serves until told to stop; see workloads::ServeStream.
void serve_on_loops(const workloads::StreamService& service, OpenStream open);

}  // namespace impls::substrate
