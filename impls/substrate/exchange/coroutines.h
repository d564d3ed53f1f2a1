#pragma once
// `exchange` written with coroutines, on a loop of completions: one frame a connection, one a call, each suspended until its operation has
// completed.

#include <coroutine>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "impls/substrate/coroutine/operation.h"
#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/exchange/compute.h"
#include "impls/substrate/exchange/fan_out.h"
#include "impls/substrate/exchange/input.h"

namespace impls::substrate::suspending {

/// Suspends until what `start` starts has completed; the loop's thread resumes, and `outcome` is what the await gives.
template <class Start, class Outcome>
class [[nodiscard]] Completed final : Completion {
 public:
  Completed(Start start, Outcome outcome) : start_(std::move(start)), outcome_(std::move(outcome)) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    frame_ = frame;
    start_(static_cast<Completion&>(*this));
  }
  auto await_resume() const { return outcome_(); }

 private:
  void on_complete() override { frame_.resume(); }

  Start start_;
  Outcome outcome_;
  std::coroutine_handle<> frame_;
};

/// Gives how long the pause lasted; nothing if it did not last until its end.
template <class Pause>
auto paused(Pause& pause, std::chrono::nanoseconds at_least) {
  return Completed([&pause, at_least](Completion& waiting) { pause.start(at_least, waiting); }, [&pause] { return pause.slept(); });
}

/// Gives how long the session has computed elsewhere.
template <class Work>
auto computed(Work& work, workloads::ExchangeSession& session) {
  return Completed([&](Completion& waiting) { work.start(session, waiting); }, [&work] { return work.took(); });
}

/// Gives whether all was sent. Suspends only if that is not known at once.
template <class Stream>
class [[nodiscard]] Sending final : Completion {
 public:
  Sending(Stream& stream, Bytes bytes) : stream_(stream), bytes_(bytes) {}

  bool await_ready() {
    known_ = stream_.start_sending(bytes_);
    return known_.has_value();
  }
  void await_suspend(std::coroutine_handle<> frame) {
    frame_ = frame;
    stream_.wait_sent(*this);
  }
  bool await_resume() const { return known_ ? *known_ : stream_.sent(); }

 private:
  void on_complete() override { frame_.resume(); }

  Stream& stream_;
  Bytes bytes_;
  std::optional<bool> known_;
  std::coroutine_handle<> frame_;
};

/// How many frames run beside the one that waits for them.
class Beside {
 public:
  /// The first thing that such a frame has, and so the last that ends.
  class Running {
   public:
    explicit Running(Beside& beside) : beside_(beside) { ++beside_.running_; }
    ~Running() { beside_.ended(); }
    Running(const Running&) = delete;

   private:
    Beside& beside_;
  };

  /// Suspends until none runs any more.
  auto all_ended() {
    struct Awaiter {
      Beside& beside;
      bool await_ready() const noexcept { return beside.running_ == 0; }
      void await_suspend(std::coroutine_handle<> frame) const noexcept { beside.waits_ = frame; }
      void await_resume() const noexcept {}
    };
    return Awaiter{*this};
  }

 private:
  void ended() {
    if (--running_ == 0 && waits_) std::exchange(waits_, nullptr).resume();
  }

  int running_ = 0;
  std::coroutine_handle<> waits_;
};

template <class Kit>
using FanOut = substrate::FanOut<typename Kit::Stream>;

/// What one connection calls upstream with, one step after another.
template <class Kit>
struct Caller {
  explicit Caller(typename Kit::Site& given) : site(given), deadline(Kit::Pause::open(given.loop)), hedge(Kit::Pause::open(given.loop)) {}

  typename Kit::Site& site;
  FanOut<Kit> fan_out;
  Beside attempts;
  typename Kit::Pause::Owned deadline;
  typename Kit::Pause::Owned hedge;
};

template <class Kit>
Spawned call(Caller<Kit>& caller, std::size_t index) {
  const Beside::Running running(caller.attempts);
  auto connection = caller.site.upstreams.take();
  typename FanOut<Kit>::Attempt attempt(caller.fan_out, index);
  if (!connection) co_return;
  typename Kit::Stream& stream = **connection;
  attempt.uses(stream);
  const bool all = co_await Sending(stream, attempt.request());
  if (!all) co_return;
  for (bool more = true; more;) {
    const Received received = co_await substrate::received(stream);
    if (received.closed) co_return;
    more = attempt.takes(received.bytes);
  }
  if (attempt.complete()) caller.site.upstreams.give_back(std::move(connection));
}

template <class Kit>
Spawned expire(Caller<Kit>& caller, std::chrono::nanoseconds after) {
  const auto slept = co_await paused(*caller.deadline, after);
  if (slept) caller.fan_out.expire();
}

template <class Kit>
Spawned hedge(Caller<Kit>& caller, std::chrono::nanoseconds after) {
  const auto slept = co_await paused(*caller.hedge, after);
  if (!slept) co_return;
  for (std::size_t i = 0; i < caller.fan_out.size(); ++i)
    if (!caller.fan_out.ended(i)) call(caller, i);
}

template <class Kit>
Task<std::span<const workloads::CallResult>> call_all(Caller<Kit>& caller, workloads::Calls calls) {
  caller.fan_out.begin(calls);
  for (std::size_t i = 0; i < caller.fan_out.size(); ++i) call(caller, i);
  if (!caller.fan_out.all_ended()) {
    expire(caller, calls.deadline);
    if (calls.hedge_after.count() > 0) hedge(caller, calls.hedge_after);
  }
  co_await caller.attempts.all_ended();
  caller.deadline->cut_short();
  caller.hedge->cut_short();
  co_return caller.fan_out.results();
}

template <class Kit>
Spawned converse(typename Kit::Site& site, typename Kit::Stream::Owned stream, std::unique_ptr<workloads::ExchangeSession> session) {
  const auto pause = Kit::Pause::open(site.loop);
  typename Kit::Work work(site);
  std::unique_ptr<Caller<Kit>> caller;
  for (workloads::Step step = workloads::Need{};;) {
    if (std::holds_alternative<workloads::Need>(step)) {
      const Received received = co_await substrate::received(*stream);
      if (received.closed) co_return;
      step = take(*stream, received, *session);
    } else if (const auto* reply = std::get_if<workloads::Reply>(&step)) {
      const bool all = co_await Sending(*stream, reply->bytes);
      if (!all || reply->close) co_return;
      step = session->on_written();
    } else if (const auto* wait = std::get_if<workloads::Pause>(&step)) {
      const auto slept = co_await paused(*pause, wait->at_least);
      if (!slept) co_return;
      step = session->on_paused(*slept);
    } else if (const auto* compute = std::get_if<workloads::Compute>(&step)) {
      std::chrono::nanoseconds took{};
      if (compute->off_loop)
        took = co_await computed(work, *session);
      else
        took = compute_timed(*session);
      step = session->on_computed(took);
    } else if (const auto* calls = std::get_if<workloads::Calls>(&step)) {
      if (!caller) caller = std::make_unique<Caller<Kit>>(site);
      const auto results = co_await call_all(*caller, *calls);
      step = session->on_calls(results);
    }
  }
}

template <class Kit>
void open(typename Kit::Site& site, typename Kit::Stream::Owned stream, std::unique_ptr<workloads::ExchangeSession> session) {
  converse<Kit>(site, std::move(stream), std::move(session));
}

}  // namespace impls::substrate::suspending
