#pragma once
// Sessions of libraries that own their socket, on the `libuv` backend: uv_poll only says when it is ready.

#include <uv.h>

#include <cstddef>
#include <memory>

#include "impls/substrate/libuv/bare_loop.h"
#include "impls/substrate/posix/descriptor.h"
#include "impls/substrate/session/cell.h"
#include "impls/substrate/waiter.h"

namespace impls::substrate::libuv {

/// A descriptor in the loop. Like a uv_poll_t it stays started: only waiting for another readiness than before makes a call.
class Watch {
 public:
  /// libuv lets its handle go at the end of the turn.
  struct Close {
    void operator()(Watch* watch) const { watch->close(); }
  };
  using Owned = std::unique_ptr<Watch, Close>;

  static Owned open(uv_loop_t& loop, Descriptor descriptor) { return Owned(new Watch(loop, std::move(descriptor))); }

  /// `waiter` is called, each time round the loop, while the descriptor is ready.
  void wait_readable(Waiter& waiter) { wait(UV_READABLE, waiter); }
  void wait_writable(Waiter& waiter) { wait(UV_WRITABLE, waiter); }

 private:
  Watch(uv_loop_t& loop, Descriptor descriptor);
  ~Watch() = default;
  void wait(int events, Waiter& waiter);
  void close();

  Descriptor descriptor_;
  uv_poll_t poll_;
  int events_ = 0;
  Waiter* waiter_ = nullptr;
};

/// See SessionsOnLoop. The loop ends when no session waits any more.
class SessionLoop {
 public:
  void run_while(const std::size_t& /*going*/) { loop_.run(); }
  Watch::Owned watch(const SessionPart& part) { return Watch::open(loop_, part.watched()); }

 private:
  BareLoop loop_;
};

}  // namespace impls::substrate::libuv
