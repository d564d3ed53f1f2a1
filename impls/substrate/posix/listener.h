#pragma once
// Accepting connections, the same for every implementation: socket options, and what happens when descriptors run out.

#include "impls/substrate/posix/descriptor.h"

namespace impls::substrate {

/// How calls on the listener and on the sockets it accepts wait.
enum class Calls { blocking, non_blocking };

/// Accepts from a listening socket that it does not own. One thread; several may share the socket, each with a Listener.
/// Keeps one descriptor in reserve: when no other is left, it is given up for as long as it takes to accept and close the
/// waiting connection, which would otherwise keep the listener readable and its loop spinning.
class Listener {
 public:
  Listener(int listener, Calls calls) : Listener(listener, calls, calls) {}
  Listener(int listener, Calls calls, Calls of_sockets);

  /// The next connection, with TCP_NODELAY where it is TCP. Empty: the listener was shut down (blocking), or
  /// nobody waits any more (non-blocking). Throws std::system_error for what must not fail.
  Descriptor accept();

  int get() const { return listener_; }
  int family() const { return family_; }

 private:
  bool somebody_waits() const;
  int refuse();

  int listener_;
  Calls calls_;
  Calls of_sockets_;
  int family_ = 0;
  Descriptor reserve_;
};

}  // namespace impls::substrate
