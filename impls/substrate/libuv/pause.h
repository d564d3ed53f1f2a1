#pragma once
// What a model waits with on the libuv loop besides its connection: for time to pass, and for what it computes elsewhere.

#include <uv.h>

#include <chrono>
#include <memory>
#include <optional>

#include "impls/substrate/completion.h"
#include "impls/substrate/libuv/loop.h"
#include "workloads/shapes/exchange.h"

namespace impls::substrate::libuv {

/// One uv_timer_t. It knows whole milliseconds only: a pause ends at the first one that is not too early, half a millisecond late on
/// average. Not destroyed while it runs.
class Pause {
 public:
  /// libuv lets the handle go at the end of the turn.
  struct Close {
    void operator()(Pause* pause) const;
  };
  using Owned = std::unique_ptr<Pause, Close>;

  static Owned open(Loop& loop) { return Owned(new Pause(loop)); }

  /// `completion` is called, once, when so much time has passed, the pause is cut short or the loop is stopped.
  void start(std::chrono::nanoseconds at_least, Completion& completion);
  /// Calls whoever waits now, before it returns. Nothing if nobody does.
  void cut_short();
  /// How long it lasted; empty if it did not last until its end.
  std::optional<std::chrono::nanoseconds> slept() const { return slept_; }

 private:
  friend class Loop;
  explicit Pause(Loop& loop);
  void end(std::optional<std::chrono::nanoseconds> slept);

  Loop& loop_;
  uv_timer_t timer_;
  Completion* completion_ = nullptr;
  std::chrono::steady_clock::time_point started_;
  std::optional<std::chrono::nanoseconds> slept_;
  Pause* next_ = nullptr;
  Pause* previous_ = nullptr;
};

/// uv_queue_work: a session computes on one of libuv's own threads.
class Work {
 public:
  template <class Site>
  explicit Work(Site& site) : loop_(site.loop) {}

  /// `completion` is called, once, by the loop's thread when it is done. Session and work must last until then, whatever stops.
  void start(workloads::ExchangeSession& session, Completion& completion);
  std::chrono::nanoseconds took() const { return took_; }

 private:
  Loop& loop_;
  uv_work_t request_;
  workloads::ExchangeSession* session_ = nullptr;
  Completion* completion_ = nullptr;
  std::chrono::nanoseconds took_{};
};

}  // namespace impls::substrate::libuv
