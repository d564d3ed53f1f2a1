#pragma once
// The harness's own floor: a server without a model. It runs a workload's sessions as directly as one loop can.

#include <functional>
#include <memory>

#include "workloads/shapes/stream.h"

namespace harness {

/// One epoll loop on the calling thread: read once, ask the session, write once, nothing else. Returns when `stop` is readable or
/// hangs up. A client that does not read blocks it: it is a floor for the harness, not an implementation.
void serve_null(int listener, int stop, const std::function<std::unique_ptr<workloads::StreamSession>()>& open_session);

}  // namespace harness
