#pragma once
// libuv's own loop, opened and closed by its owner, and its results as exceptions: what every loop of the backend begins with.

#include <uv.h>

#include <system_error>

namespace impls::substrate::libuv {

/// libuv's results are errors with their sign changed.
inline void check_uv(int result, const char* call) {
  if (result < 0) throw std::system_error(-result, std::generic_category(), call);
}

/// For one thread. Every handle must have been closed, and a turn of the loop taken since, before it ends.
struct BareLoop : uv_loop_t {
  BareLoop() { check_uv(uv_loop_init(this), "uv_loop_init"); }
  BareLoop(const BareLoop&) = delete;
  BareLoop& operator=(const BareLoop&) = delete;
  ~BareLoop() { uv_loop_close(this); }

  /// Returns when nothing is waited for any more, or when it was stopped.
  void run() { check_uv(uv_run(this, UV_RUN_DEFAULT), "uv_run"); }
};

}  // namespace impls::substrate::libuv
