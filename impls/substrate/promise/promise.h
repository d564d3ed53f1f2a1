#pragma once
// The promise of the event loops and of ping_pong: pending, fulfilled or rejected; then, catch_error; flattened. One thread, no locks.

#include <exception>
#include <type_traits>
#include <utility>
#include <variant>

#include "impls/substrate/promise/state.h"

namespace impls::substrate {

template <class T>
class Resolver;

/// A value that is not there yet, for one consumer: `then` and `catch_error` use it up and give the next link. Move-only.
/// A promise, its resolver and its callbacks belong to one thread. Callbacks run where the promise is settled, or in
/// `then` if it is settled already; inside another callback they wait until that has returned, so that neither a
/// chain nor a loop of any length grows the stack. A resolver dropped unsettled drops the callbacks that wait for it.
template <class T>
class [[nodiscard]] Promise {
 public:
  using Value = T;

  struct Pending {
    Promise promise;
    Resolver<T> resolver;
  };
  /// A promise and what settles it.
  static Pending pending() {
    auto state = promise::make<promise::State<T>>();
    return {Promise(state), Resolver<T>(state)};
  }

  explicit Promise(promise::Ref<promise::State<T>> state) : state_(std::move(state)) {}
  Promise(Promise&&) noexcept = default;
  Promise& operator=(Promise&&) noexcept = default;

  /// Calls `callback` with the value (with nothing for void) and gives a promise of what it returns; if it returns a promise,
  /// of what that promises. If it throws, that promise is rejected. A rejection passes it by.
  template <class Callback>
  auto then(Callback&& callback) && {
    if constexpr (std::is_void_v<T>)
      return follow<promise::fulfilled, std::invoke_result_t<Callback>>(std::forward<Callback>(callback));
    else
      return follow<promise::fulfilled, std::invoke_result_t<Callback, T>>(std::forward<Callback>(callback));
  }

  /// Calls `callback` with the std::exception_ptr of a rejection; what it returns (a T or a Promise<T>) takes the value's place.
  template <class Callback>
  Promise catch_error(Callback&& callback) && {
    return follow<promise::rejected, std::invoke_result_t<Callback, std::exception_ptr>>(std::forward<Callback>(callback));
  }

  /// Lets the chain run on its own. A rejection that nobody caught terminates the program with its exception.
  void detach() && {
    auto rethrow = [](std::exception_ptr error) noexcept -> T { std::rethrow_exception(error); };
    static_cast<void>(std::move(*this).catch_error(rethrow));
  }

 private:
  friend promise::Unwrap<Promise>;

  template <std::size_t handled, class Returned, class Callback>
  auto follow(Callback&& callback) {
    using Next = typename promise::Unwrap<Returned>::Value;
    auto next = promise::make<promise::Link<T, Next, handled, std::decay_t<Callback>>>(std::forward<Callback>(callback));
    state_->on_settled(promise::Ref(next));
    state_ = nullptr;
    return Promise<Next>(std::move(next));
  }

  promise::Ref<promise::State<T>> state_;
};

/// Settles a promise, once.
template <class T>
class Resolver {
 public:
  explicit Resolver(promise::Ref<promise::State<T>> state) : state_(std::move(state)) {}

  /// With a T, or with nothing if T is void.
  template <class... Value>
  void fulfil(Value&&... value) {
    std::exchange(state_, nullptr)->template settle<promise::fulfilled>(std::forward<Value>(value)...);
  }
  void reject(std::exception_ptr error) { std::exchange(state_, nullptr)->template settle<promise::rejected>(std::move(error)); }

 private:
  promise::Ref<promise::State<T>> state_;
};

/// Promises that are settled from the start.
inline Promise<void> fulfilled() {
  auto [promise, resolver] = Promise<void>::pending();
  resolver.fulfil();
  return std::move(promise);
}
template <class T>
Promise<std::decay_t<T>> fulfilled(T&& value) {
  auto [promise, resolver] = Promise<std::decay_t<T>>::pending();
  resolver.fulfil(std::forward<T>(value));
  return std::move(promise);
}
template <class T>
Promise<T> rejected(std::exception_ptr error) {
  auto [promise, resolver] = Promise<T>::pending();
  resolver.reject(std::move(error));
  return std::move(promise);
}

}  // namespace impls::substrate
