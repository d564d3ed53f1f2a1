#pragma once
// The harness's own floor of shape `broadcast`: a server without a model, which writes what is published to every subscriber.

#include "workloads/shapes/broadcast.h"

namespace harness {

/// One epoll loop on the calling thread. Returns when `stop` is readable or hangs up. A subscriber that does not read blocks it: it is a
/// floor for the harness, not an implementation.
void serve_null_broadcast(int listener, int stop, const workloads::BroadcastWorkload& workload);

}  // namespace harness
