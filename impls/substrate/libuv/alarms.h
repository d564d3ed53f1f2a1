#pragma once
// Deadlines of the `libuv` backend: a uv_timer_t each, in whole milliseconds, rounded so that none is early.

#include <uv.h>

#include <chrono>

#include "impls/substrate/completion.h"
#include "impls/substrate/libuv/bare_loop.h"

namespace impls::substrate::libuv {

/// One thread's loop, of nothing but deadlines. All members are for the thread that runs it.
class Alarms {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr auto remark = "uv_timer_t: a heap over epoll's time-out, both in milliseconds: up to 1 ms late by rounding up alone";

  /// `completion` is called, once, by `run` at `due` or later. The timer's handle is made for it and closed after it.
  void wait_until(Time due, Completion& completion);

  /// Returns when no deadline is left.
  void run() { loop_.run(); }

 private:
  BareLoop loop_;
};

}  // namespace impls::substrate::libuv
