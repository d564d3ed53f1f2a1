#pragma once
// Connecting to the upstream server, the same for every implementation.

#include <string_view>

#include "impls/substrate/posix/descriptor.h"
#include "impls/substrate/posix/listener.h"

namespace impls::substrate {

/// A connection to the Unix socket of this path; empty if the server takes none. A Unix socket is connected at once or not at all, but for
/// when as many connections as the server lets wait to be accepted: then this one waits too, on the calling thread, 100 ms at most. `calls`
/// is how calls on it wait afterwards.
Descriptor connect_upstream(std::string_view path, Calls calls);

}  // namespace impls::substrate
