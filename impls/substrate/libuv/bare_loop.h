#pragma once
// libuv's own loop, opened and closed by its owner, and its results as exceptions: what every loop of the backend begins with.

#include <uv.h>

#include <mutex>
#include <system_error>

namespace impls::substrate::libuv {

/// libuv's results are errors with their sign changed.
inline void check_uv(int result, const char* call) {
  if (result < 0) throw std::system_error(-result, std::generic_category(), call);
}

/// Held while a loop is opened or closed. Its descriptors may be the next loop's at once, and that they were closed before is hidden from a
/// race detector: libuv makes that system call itself.
inline std::mutex opening_or_closing;

/// For one thread. Every handle must have been closed, and a turn of the loop taken since, before it ends.
struct BareLoop : uv_loop_t {
  BareLoop() {
    const std::scoped_lock lock(opening_or_closing);
    check_uv(uv_loop_init(this), "uv_loop_init");
  }
  BareLoop(const BareLoop&) = delete;
  BareLoop& operator=(const BareLoop&) = delete;
  ~BareLoop() {
    const std::scoped_lock lock(opening_or_closing);
    uv_loop_close(this);
  }

  /// Returns when nothing is waited for any more, or when it was stopped.
  void run() { check_uv(uv_run(this, UV_RUN_DEFAULT), "uv_run"); }
};

}  // namespace impls::substrate::libuv
