#pragma once
// The harness's own floor: a server without a model. It returns bytes as they come, so `echo` checks it like any other.

namespace harness {

/// One epoll loop on the calling thread: read once, write once, nothing else. Returns when `stop` is readable or hangs up.
/// A client that does not read blocks it: it is a floor for the harness, not an implementation.
void serve_null(int listener, int stop);

}  // namespace harness
