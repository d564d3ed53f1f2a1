#pragma once
// A promise that may be settled on any thread: async, then, when_all. Its own, beside the single-threaded promise of the
// event loops: here the two halves race, and a continuation runs on whichever thread settles what it waits for.

#include <array>
#include <atomic>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "impls/substrate/executor/executor.h"

namespace impls {

/// Told once that a state is settled; embedded in what waits for it.
struct Settled {
  virtual void settled() noexcept = 0;

 protected:
  ~Settled() = default;
};

/// A value or an error, and the one continuation that waits for it. Whoever is going to settle it holds a reference.
template <class T>
class State : public boost::intrusive_ref_counter<State<T>, boost::thread_safe_counter> {
 public:
  virtual ~State() = default;

  void fulfil(T value) noexcept {
    value_ = std::move(value);
    settle();
  }
  void reject(std::exception_ptr error) noexcept {
    error_ = std::move(error);
    settle();
  }

  /// At once if this is settled, otherwise on the thread that settles it. Called at most once.
  void on_settled(Settled& next) noexcept {
    Settled* none = nullptr;
    if (!next_.compare_exchange_strong(none, &next, std::memory_order_acq_rel)) next.settled();
  }

  bool is_settled() const noexcept { return next_.load(std::memory_order_acquire) == &already_settled; }

  /// The value, or throws the error. Once, after it is settled.
  T take() {
    if (error_) std::rethrow_exception(error_);
    return std::move(value_);
  }

 private:
  struct Marker final : Settled {
    void settled() noexcept override {}
  };
  static constinit inline Marker already_settled;

  // The continuation may drop the last reference but the settler's own.
  void settle() noexcept {
    if (Settled* next = next_.exchange(&already_settled, std::memory_order_acq_rel)) next->settled();
  }

  std::atomic<Settled*> next_ = nullptr;
  std::exception_ptr error_;
  T value_{};
};

template <class T>
using StateRef = boost::intrusive_ptr<State<T>>;

/// A value that is there (no allocation) or will be. Has one consumer, which moves from it.
template <class T>
class [[nodiscard]] Future {
 public:
  Future() = default;
  Future(T value) : value_(std::move(value)) {}
  explicit Future(StateRef<T> state) : state_(std::move(state)) {}
  Future(Future&&) = default;
  Future& operator=(Future&&) = default;

  static Future rejected(std::exception_ptr error) {
    StateRef<T> state(new State<T>);
    state->reject(std::move(error));
    return Future(std::move(state));
  }

  /// The value, or throws the error. Once, after it is settled.
  T take() { return state_ ? state_->take() : std::move(value_); }

  /// Whether `take` may be called: a loop over settled futures goes on without a continuation, so that it does not grow the stack.
  bool is_settled() const noexcept { return !state_ || state_->is_settled(); }

  /// Tells `next` when `take` may be called; at once if it may already.
  void on_settled(Settled& next) noexcept {
    if (state_)
      state_->on_settled(next);
    else
      next.settled();
  }

  /// A future of f(value). An error passes f by.
  template <class F>
  auto then(F f) && -> Future<std::invoke_result_t<F&, T>>;

 private:
  T value_{};
  StateRef<T> state_;
};

/// Waits for one future, applies a function to it.
template <class T, class F>
class ThenState final : public State<std::invoke_result_t<F&, T>>, Settled {
 public:
  static auto start(Future<T> source, F f) {
    boost::intrusive_ptr state(new ThenState(std::move(source), std::move(f)));
    state->self_ = state;
    state->source_.on_settled(*state);
    return Future<std::invoke_result_t<F&, T>>(std::move(state));
  }

 private:
  ThenState(Future<T> source, F f) : source_(std::move(source)), f_(std::move(f)) {}

  void settled() noexcept override {
    const auto self = std::move(self_);
    try {
      this->fulfil(f_(source_.take()));
    } catch (...) {
      this->reject(std::current_exception());
    }
  }

  Future<T> source_;
  F f_;
  boost::intrusive_ptr<ThenState> self_;
};

template <class T>
template <class F>
auto Future<T>::then(F f) && -> Future<std::invoke_result_t<F&, T>> {
  return ThenState<T, F>::start(std::move(*this), std::move(f));
}

/// f() -> Future<T>, where an exception becomes a rejected future.
template <class F>
auto attempt(F&& f) noexcept -> decltype(f()) {
  try {
    return f();
  } catch (...) {
    return decltype(f())::rejected(std::current_exception());
  }
}

/// Calls a function that returns a future on an executor, and becomes that future.
template <Executor E, class T, class F>
class AsyncState final : public State<T>, E::Task, Settled {
 public:
  static Future<T> start(E& executor, F f) {
    boost::intrusive_ptr state(new AsyncState(std::move(f)));
    state->self_ = state;
    executor.schedule(*state);
    return Future<T>(std::move(state));
  }

 private:
  explicit AsyncState(F f) : f_(std::move(f)) {
    this->run = [](typename E::Task& task) noexcept { static_cast<AsyncState&>(task).call(); };
  }

  void call() noexcept {
    inner_ = attempt(f_);
    inner_.on_settled(*this);
  }

  void settled() noexcept override {
    const auto self = std::move(self_);
    try {
      this->fulfil(inner_.take());
    } catch (...) {
      this->reject(std::current_exception());
    }
  }

  F f_;
  Future<T> inner_;
  boost::intrusive_ptr<AsyncState> self_;
};

/// Runs f() -> Future<T> on the executor. Called by a worker.
template <Executor E, class F>
auto async(E& executor, F f) {
  using T = decltype(f().take());
  return AsyncState<E, T, F>::start(executor, std::move(f));
}

/// Waits for `count` futures.
template <class T, std::size_t most>
class WhenAllState final : public State<std::array<T, most>>, Settled {
 public:
  static auto start(std::array<Future<T>, most> futures, std::size_t count) {
    boost::intrusive_ptr state(new WhenAllState(std::move(futures), count));
    state->self_ = state;
    for (std::size_t i = 0; i < count; ++i) state->futures_[i].on_settled(*state);
    return Future<std::array<T, most>>(std::move(state));
  }

 private:
  WhenAllState(std::array<Future<T>, most> futures, std::size_t count) : futures_(std::move(futures)), count_(count), pending_(count) {}

  void settled() noexcept override {
    if (pending_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    const auto self = std::move(self_);
    try {
      std::array<T, most> values{};
      for (std::size_t i = 0; i < count_; ++i) values[i] = futures_[i].take();
      this->fulfil(std::move(values));
    } catch (...) {
      this->reject(std::current_exception());
    }
  }

  std::array<Future<T>, most> futures_;
  std::size_t count_;
  std::atomic<std::size_t> pending_;
  boost::intrusive_ptr<WhenAllState> self_;
};

/// The values of the first `count` futures, in their order; the first error in that order if any failed, once all are settled.
template <class T, std::size_t most>
Future<std::array<T, most>> when_all(std::array<Future<T>, most> futures, std::size_t count) {
  return WhenAllState<T, most>::start(std::move(futures), count);
}

}  // namespace impls
