#pragma once
// The callback model on a loop of readiness, once for all its pollers: they are what its cells differ in.

#include <functional>
#include <memory>

#include "impls/substrate/readiness/loop.h"
#include "workloads/registry.h"

namespace impls::substrate::readiness {

/// Serves until told to stop (see workloads::ServeStream), with a loop and a poller of its own on every thread, which share the listener
/// and `most` connections.
void serve_with_callbacks(const workloads::StreamService& service, const std::function<std::unique_ptr<Poller>()>& make_poller,
                          int most = workloads::unlimited);

}  // namespace impls::substrate::readiness
