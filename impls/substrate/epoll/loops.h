#pragma once
// A service on the `epoll` backend: as many loops as threads, one shared listener, one way of accepting for every model.

#include <functional>
#include <memory>

#include "impls/substrate/epoll/reactor.h"
#include "impls/substrate/posix/listener.h"
#include "workloads/shapes/stream.h"

namespace impls::substrate {

/// A loop that accepts. `accepted` is called on its thread with every new connection.
class AcceptingLoop final : Waiter {
 public:
  AcceptingLoop(int stop, int listener, std::function<void(Descriptor)> accepted);
  Reactor& reactor() { return reactor_; }
  void run() { reactor_.run(); }

 private:
  void on_ready() override;

  std::function<void(Descriptor)> accepted_;
  Listener listener_;
  Reactor reactor_;
};

/// What a model does with a new connection, on its loop's thread. What it makes must end when the stream is closed.
using OpenStream = void (*)(Reactor&, Descriptor socket, std::unique_ptr<workloads::StreamSession>);

/// Serves until told to stop; see workloads::ServeStream.
void serve_on_loops(const workloads::StreamService& service, OpenStream open);

}  // namespace impls::substrate
