#pragma once
// A promise that may be settled on any thread: async, then, when_all_then. Its own, beside the single-threaded promise of the
// event loops: here the two halves race, and a continuation runs on whichever thread settles what it waits for.

#include <array>
#include <atomic>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <exception>
#include <span>
#include <utility>

#include "impls/substrate/executor/executor.h"
#include "impls/substrate/promise/memory.h"

namespace impls {

/// Told once that a state is settled; embedded in what waits for it.
struct Settled {
  virtual void settled() noexcept = 0;

 protected:
  ~Settled() = default;
};

/// A value or an error, and the one continuation that waits for it. Whoever is going to settle it holds a reference. A thread
/// recycles the memory.
template <class T>
class State {
 public:
  State() = default;
  State(const State&) = delete;
  virtual ~State() = default;

  static boost::intrusive_ptr<State> make() { return adopt(new State); }

  static void* operator new(std::size_t bytes) { return substrate::promise::allocate(bytes); }
  static void operator delete(void* memory, std::size_t bytes) noexcept { substrate::promise::release(memory, bytes); }

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

 protected:
  // `holders` of a state that settles itself: its future, and itself until then.
  static constexpr int future_and_itself = 2;
  explicit State(int holders) : holders_(holders) {}

  // Takes over the reference of one of the first holders.
  template <class S>
  static boost::intrusive_ptr<S> adopt(S* state) noexcept {
    return boost::intrusive_ptr<S>(state, false);
  }

 private:
  friend void intrusive_ptr_add_ref(State* state) noexcept { state->holders_.fetch_add(1, std::memory_order_relaxed); }
  // Who holds it alone need not say so to others.
  friend void intrusive_ptr_release(State* state) noexcept {
    if (state->holders_.load(std::memory_order_acquire) == 1 || state->holders_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete state;
  }

  struct Marker final : Settled {
    void settled() noexcept override {}
  };
  static constinit inline Marker already_settled;

  // The continuation may drop the last reference but the settler's own.
  void settle() noexcept {
    if (Settled* next = next_.exchange(&already_settled, std::memory_order_acq_rel)) next->settled();
  }

  std::atomic<int> holders_ = 1;
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
    StateRef<T> state = State<T>::make();
    state->reject(std::move(error));
    return Future(std::move(state));
  }

  /// The value, or throws the error. Once, after it is settled. Lets go of the state: a tree's would else be kept by their parents'.
  T take() {
    const StateRef<T> state = std::move(state_);
    return state ? state->take() : std::move(value_);
  }

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
  using Result = std::invoke_result_t<F&, T>;

  static Future<Result> start(Future<T> source, F f) {
    auto* const state = new ThenState(std::move(source), std::move(f));
    Future<Result> future(StateRef<Result>(state, false));
    state->source_.on_settled(*state);
    return future;
  }

 private:
  ThenState(Future<T> source, F f) : State<Result>(ThenState::future_and_itself), source_(std::move(source)), f_(std::move(f)) {}

  void settled() noexcept override {
    const auto self = this->adopt(this);
    try {
      this->fulfil(f_(source_.take()));
    } catch (...) {
      this->reject(std::current_exception());
    }
  }

  Future<T> source_;
  F f_;
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
    auto* const state = new AsyncState(std::move(f));
    Future<T> future(StateRef<T>(state, false));
    executor.schedule(*state);
    return future;
  }

 private:
  explicit AsyncState(F f) : State<T>(AsyncState::future_and_itself), f_(std::move(f)) {
    this->run = [](typename E::Task& task) noexcept { static_cast<AsyncState&>(task).call(); };
  }

  void call() noexcept {
    inner_ = attempt(f_);
    inner_.on_settled(*this);
  }

  void settled() noexcept override {
    const auto self = this->adopt(this);
    try {
      this->fulfil(inner_.take());
    } catch (...) {
      this->reject(std::current_exception());
    }
  }

  F f_;
  Future<T> inner_;
};

/// Runs f() -> Future<T> on the executor. Called by a worker.
template <Executor E, class F>
auto async(E& executor, F f) {
  using T = decltype(f().take());
  return AsyncState<E, T, F>::start(executor, std::move(f));
}

/// Waits for `count` futures, applies a function to their values.
template <class T, std::size_t most, class F>
class AllThenState final : public State<std::invoke_result_t<F&, std::span<const T>>>, Settled {
 public:
  using Result = std::invoke_result_t<F&, std::span<const T>>;

  static Future<Result> start(std::array<Future<T>, most> futures, std::size_t count, F f) {
    auto* const state = new AllThenState(std::move(futures), count, std::move(f));
    Future<Result> future(StateRef<Result>(state, false));
    for (std::size_t i = 0; i < count; ++i) state->futures_[i].on_settled(*state);
    return future;
  }

 private:
  AllThenState(std::array<Future<T>, most> futures, std::size_t count, F f)
      : State<Result>(AllThenState::future_and_itself),
        futures_(std::move(futures)),
        count_(count),
        pending_(static_cast<int>(count)),
        f_(std::move(f)) {}

  void settled() noexcept override {
    if (pending_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    const auto self = this->adopt(this);
    try {
      std::array<T, most> values;
      for (std::size_t i = 0; i < count_; ++i) values[i] = futures_[i].take();
      this->fulfil(f_(std::span<const T>(values).first(count_)));
    } catch (...) {
      this->reject(std::current_exception());
    }
  }

  std::array<Future<T>, most> futures_;
  std::size_t count_;
  std::atomic<int> pending_;
  F f_;
};

/// when_all(futures).then(f) in one state: f gets the values of the first `count` futures, in their order. The first error in that
/// order passes f by, once all are settled.
template <class T, std::size_t most, class F>
auto when_all_then(std::array<Future<T>, most> futures, std::size_t count, F f) {
  return AllThenState<T, most, F>::start(std::move(futures), count, std::move(f));
}

}  // namespace impls
