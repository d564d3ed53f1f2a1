#pragma once
// A service on the `fiber` backend: Boost.Fiber's scheduler over the epoll reactor, which waits when no fiber is ready.

#include <boost/fiber/context.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "impls/substrate/epoll/reactor.h"
#include "workloads/shapes/stream.h"

namespace impls::substrate::fiber {

/// The fiber that waits for one descriptor; on its own stack, so waiting allocates nothing.
class Waiting final : public Waiter {
 public:
  /// Suspends the running fiber until the reactor calls.
  void suspend() {
    self_ = boost::fibers::context::active();
    self_->suspend();
  }

  /// Makes the fiber ready; it runs once the reactor's turn is over. Nothing if it does not wait.
  void on_ready() override {
    if (boost::fibers::context* const waiting = std::exchange(self_, nullptr)) boost::fibers::context::active()->schedule(waiting);
  }

 private:
  boost::fibers::context* self_ = nullptr;
};

/// What a fiber of a new connection runs, on its loop's thread. It must return when the stream is shut down.
using Converse = void (*)(Reactor&, Descriptor socket, std::unique_ptr<workloads::StreamSession>);

/// Accepts on the calling thread until told to stop, and calls `start` with each connection, on the thread's own fiber. Returns when the
/// last stream has ended.
void accept_with_fibers(int listener, int stop, const std::function<void(Reactor&, Descriptor)>& start);

/// Serves until told to stop; see workloads::ServeStream.
void serve_with_fibers(const workloads::StreamService& service, Converse converse);

}  // namespace impls::substrate::fiber
