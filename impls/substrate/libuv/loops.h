#pragma once
// A service on the `libuv` backend: as many loops as threads, one shared listener, one way of accepting for every model.

#include <memory>

#include "impls/substrate/libuv/loop.h"
#include "workloads/shapes/stream.h"

namespace impls::substrate::libuv {

/// What a model does with a new connection, on its loop's thread. What it makes must end when the stream is shut down.
using OpenStream = void (*)(Stream::Owned, std::unique_ptr<workloads::StreamSession>);

/// Serves until told to stop; see workloads::ServeStream.
void serve_on_loops(const workloads::StreamService& service, OpenStream open);

inline constexpr auto threads = "one uv_loop_t a thread, sharing the listener";
inline constexpr auto remark =
    "uv_try_write before uv_write, and one receive buffer a loop; accepts as every backend does, after uv_poll: with several threads a "
    "new connection wakes them all";

}  // namespace impls::substrate::libuv
