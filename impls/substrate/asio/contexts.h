#pragma once
// A service on the `asio` backend: as many io_contexts as threads, one shared listener, one way of accepting for every model.

#include <boost/asio/generic/stream_protocol.hpp>
#include <functional>
#include <memory>

#include "impls/substrate/posix/descriptor.h"
#include "workloads/shapes/stream.h"

namespace impls::substrate {

using AsioSocket = boost::asio::generic::stream_protocol::socket;

/// What a model does with a new connection, on its io_context's thread. It need not end by itself: what it left with the
/// io_context (handlers and what they own, frames) is destroyed with it when the service is stopped.
using OpenAsioStream = void (*)(AsioSocket, std::unique_ptr<workloads::StreamSession>);

/// Accepts on one io_context, on the calling thread, until told to stop, and calls `accepted` there with each connection. What is left with
/// the context ends with it.
void accept_on_context(int listener, int stop, const std::function<void(AsioSocket)>& accepted);

/// Serves until told to stop; see workloads::ServeStream.
void serve_on_contexts(const workloads::StreamService& service, OpenAsioStream open);

/// Hands an accepted socket of this address family to Asio.
AsioSocket adopt(boost::asio::any_io_executor executor, int family, Descriptor socket);

}  // namespace impls::substrate
