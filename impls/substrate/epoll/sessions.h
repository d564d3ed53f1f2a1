#pragma once
// Sessions of libraries that own their socket, on the `epoll` backend.

#include <cstddef>

#include "impls/substrate/epoll/reactor.h"
#include "impls/substrate/session/cell.h"

namespace impls::substrate::epoll {

/// A session's socket in the loop, beside the library's own descriptor of it.
struct Watch : Stream {
  Watch(Reactor& reactor, const SessionPart& part) : Stream(reactor, part.watched()) {}
  ~Watch() { stop_watching(); }
};

/// See SessionsOnLoop.
struct SessionLoop {
  Reactor reactor;
  void run_while(const std::size_t& going) {
    while (going > 0) reactor.turn();
  }
};

}  // namespace impls::substrate::epoll
