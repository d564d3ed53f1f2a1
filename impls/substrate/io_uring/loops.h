#pragma once
// A service on the `io_uring` backend: as many rings as threads, one shared listener, one way of accepting for every model.

#include <memory>

#include "impls/substrate/io_uring/ring.h"
#include "workloads/shapes/stream.h"

namespace impls::substrate::uring {

/// What a model does with a new connection, on its ring's thread. What it makes must end when the stream is shut down.
using OpenStream = void (*)(Stream::Owned, std::unique_ptr<workloads::StreamSession>);

/// Serves until told to stop; see workloads::ServeStream.
void serve_on_rings(const workloads::StreamService& service, OpenStream open);

inline constexpr auto threads = "one ring a thread, sharing the listener";
inline constexpr auto remark =
    "one multishot receive a connection; sends are handed over a turn at a time, and only one that does not fit completes; accepts as "
    "every backend does, after a poll";

}  // namespace impls::substrate::uring
