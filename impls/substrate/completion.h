#pragma once
// The node that loops of completions know: what a model waits with for what it started.

namespace impls::substrate {

/// What goes on when an operation has completed: in a callback's object, a promise's shared state, a coroutine's frame.
struct Completion {
  /// Called by the loop, on its thread. May destroy the completion and close the stream.
  virtual void on_complete() = 0;

 protected:
  ~Completion() = default;
};

}  // namespace impls::substrate
