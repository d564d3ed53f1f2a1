#pragma once
// Many promises as one: all of them, or any one of them.

#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "impls/substrate/promise/promise.h"

namespace impls::substrate {

/// Fulfilled when all are, with their values in the order given (with nothing for Promise<void>); rejected with the first rejection.
template <class T>
auto all(std::vector<Promise<T>> promises) {
  using Value = typename promise::State<T>::Value;
  using Values = std::conditional_t<std::is_void_v<T>, void, std::vector<Value>>;
  struct Gathering {
    std::vector<std::optional<Value>> values;
    std::size_t missing;
    std::optional<Resolver<Values>> resolver;

    void complete() {
      if constexpr (std::is_void_v<T>) {
        resolver->fulfil();
      } else {
        std::vector<Value> gathered;
        for (auto& one : values) gathered.push_back(std::move(*one));
        resolver->fulfil(std::move(gathered));
      }
      resolver.reset();
    }
    void add(std::size_t index, Value value) {
      values[index] = std::move(value);
      if (--missing == 0 && resolver) complete();
    }
    void fail(std::exception_ptr error) {
      if (resolver) resolver->reject(std::move(error));
      resolver.reset();
    }
  };

  auto [promise, resolver] = Promise<Values>::pending();
  auto gathering = std::make_shared<Gathering>(
      Gathering{.values = std::vector<std::optional<Value>>(promises.size()), .missing = promises.size(), .resolver = std::move(resolver)});
  if (promises.empty()) gathering->complete();
  for (std::size_t i = 0; i < promises.size(); ++i) {
    const auto add = [gathering, i](auto... value) { gathering->add(i, Value{std::move(value)...}); };
    std::move(promises[i]).then(add).catch_error([gathering](std::exception_ptr error) { gathering->fail(std::move(error)); }).detach();
  }
  return std::move(promise);
}

/// Fulfilled with the first fulfilment; rejected with the last rejection once all are, and at once if there are none.
template <class T>
Promise<T> any(std::vector<Promise<T>> promises) {
  struct Race {
    std::size_t running;
    std::optional<Resolver<T>> resolver;
  };

  auto [promise, resolver] = Promise<T>::pending();
  auto race = std::make_shared<Race>(Race{.running = promises.size(), .resolver = std::move(resolver)});
  if (promises.empty()) race->resolver->reject(std::make_exception_ptr(std::invalid_argument("any of no promises")));
  for (auto& one : promises) {
    const auto win = [race](auto... value) {
      if (race->resolver) race->resolver->fulfil(std::move(value)...);
      race->resolver.reset();
    };
    const auto lose = [race](std::exception_ptr error) {
      if (--race->running == 0 && race->resolver) race->resolver->reject(std::move(error));
    };
    std::move(one).then(win).catch_error(lose).detach();
  }
  return std::move(promise);
}

}  // namespace impls::substrate
