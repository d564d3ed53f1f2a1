#pragma once
// Promises on Asio: completion tokens, so that every asynchronous operation of Asio can return one.

#include <boost/asio/async_result.hpp>
#include <boost/system/system_error.hpp>
#include <tuple>
#include <utility>

#include "impls/substrate/promise/promise.h"

namespace impls::substrate {

/// `socket.async_read_some(buffer, use_promise)` gives a Promise<std::size_t>, `timer.async_wait(use_promise)` a Promise<void>; rejected
/// with boost::system::system_error. The handler owns the resolver: where an io_context ends with the operation outstanding, the chain ends
/// with it.
struct UsePromise {};
inline constexpr UsePromise use_promise;

/// The same, but fulfilled whatever happened, with the error code and the value as a tuple (Asio's as_tuple for coroutines): for operations
/// whose failing is ordinary, because a peer leaves or a timer is cancelled. A rejection costs an exception, thrown and caught.
struct UseOutcome {};
inline constexpr UseOutcome use_outcome;

template <class... Value>
struct OnlyOf {
  using type = void;
};
template <class Value>
struct OnlyOf<Value> {
  using type = Value;
};

}  // namespace impls::substrate

template <class... Value>
struct boost::asio::async_result<impls::substrate::UsePromise, void(boost::system::error_code, Value...)> {
  template <class Initiation, class... Arguments>
  static auto initiate(Initiation&& initiation, impls::substrate::UsePromise, Arguments&&... arguments) {
    auto pending = impls::substrate::Promise<typename impls::substrate::OnlyOf<Value...>::type>::pending();
    auto settle = [owned = std::move(pending.resolver)](boost::system::error_code failure, Value... value) mutable {
      if (failure)
        owned.reject(std::make_exception_ptr(boost::system::system_error(failure)));
      else
        owned.fulfil(std::move(value)...);
    };
    std::forward<Initiation>(initiation)(std::move(settle), std::forward<Arguments>(arguments)...);
    return std::move(pending.promise);
  }
};

template <class... Value>
struct boost::asio::async_result<impls::substrate::UseOutcome, void(boost::system::error_code, Value...)> {
  template <class Initiation, class... Arguments>
  static auto initiate(Initiation&& initiation, impls::substrate::UseOutcome, Arguments&&... arguments) {
    using Outcome = std::tuple<boost::system::error_code, Value...>;
    auto pending = impls::substrate::Promise<Outcome>::pending();
    auto settle = [owned = std::move(pending.resolver)](boost::system::error_code failure, Value... value) mutable {
      owned.fulfil(Outcome(failure, std::move(value)...));
    };
    std::forward<Initiation>(initiation)(std::move(settle), std::forward<Arguments>(arguments)...);
    return std::move(pending.promise);
  }
};
