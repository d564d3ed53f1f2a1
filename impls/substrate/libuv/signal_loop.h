#pragma once
// Signals of the `libuv` backend: a loop with a uv_signal_t for each of two.

#include <uv.h>

#include <array>

#include "impls/substrate/completion.h"
#include "impls/substrate/libuv/bare_loop.h"

namespace impls::substrate::libuv {

/// One thread's loop. All members are for the thread that runs it.
class SignalLoop {
 public:
  static constexpr auto remark = "uv_signal_t: sigaction, a pipe a loop, and a lock in the handler";

  explicit SignalLoop(const std::array<int, 2>& numbers);
  ~SignalLoop();
  SignalLoop(const SignalLoop&) = delete;
  SignalLoop& operator=(const SignalLoop&) = delete;

  /// `completion` is called, once, for the next signal, whose number is then to be had. It must wait again, or stop the loop, before it
  /// returns.
  void wait(Completion& completion) { completion_ = &completion; }
  int number() { return number_; }

  /// Runs until stopped; may run again.
  void run() { loop_.run(); }
  void stop() { uv_stop(&loop_); }

 private:
  BareLoop loop_;
  std::array<uv_signal_t, 2> handles_;
  Completion* completion_ = nullptr;
  int number_ = 0;
};

}  // namespace impls::substrate::libuv
