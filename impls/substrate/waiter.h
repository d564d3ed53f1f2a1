#pragma once
// The node that loops of readiness know: what a model waits with until a descriptor is ready.

namespace impls::substrate {

/// What goes on when a descriptor is ready: in a callback's object, a promise's shared state, a coroutine's frame, on a fiber's stack.
struct Waiter {
  /// Called by the loop, on its thread. May destroy the waiter and the stream it waited for.
  virtual void on_ready() = 0;

 protected:
  ~Waiter() = default;
};

}  // namespace impls::substrate
