#pragma once
// Giving a session what has arrived.

#include "impls/substrate/posix/sockets.h"
#include "workloads/shapes/exchange.h"

namespace impls::substrate {

/// A session keeps none of its input, so a buffer that is the kernel's to fill goes back at once: the step to come may take long.
template <class Stream>
workloads::Step take(Stream& stream, const Received& received, workloads::ExchangeSession& session) {
  workloads::Step step = session.on_input(received.bytes);
  if constexpr (requires { stream.give_back(); }) stream.give_back();
  return step;
}

}  // namespace impls::substrate
