// What `promise` promises: its states, its chains, and memory that stays flat.
#include "impls/substrate/promise/promise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "impls/substrate/promise/combinators.h"

namespace impls::substrate {
namespace {

std::exception_ptr error(const char* what) { return std::make_exception_ptr(std::runtime_error(what)); }

std::string what(const std::exception_ptr& given) {
  try {
    std::rethrow_exception(given);
  } catch (const std::exception& one) {
    return one.what();
  }
}

// Where a chain ends: what came out of it, in words.
template <class T>
std::shared_ptr<std::string> outcome(Promise<T> promise) {
  auto text = std::make_shared<std::string>("pending");
  std::move(promise)
      .then([text](T value) {
        if constexpr (std::is_same_v<T, std::vector<int>>)
          *text = testing::PrintToString(value);
        else
          *text = std::to_string(value);
      })
      .catch_error([text](std::exception_ptr given) { *text = what(given); })
      .detach();
  return text;
}

TEST(Promise, RunsItsCallbackWhenItIsFulfilledAndNotBefore) {
  auto [promise, resolver] = Promise<int>::pending();
  const auto text = outcome(std::move(promise).then([](int value) { return value + 1; }));
  EXPECT_EQ(*text, "pending");
  resolver.fulfil(41);
  EXPECT_EQ(*text, "42");
}

TEST(Promise, ThatIsFulfilledAlreadyRunsItsCallbackAtOnce) { EXPECT_EQ(*outcome(fulfilled(7)), "7"); }

TEST(Promise, PassesARejectionByThenToTheNextCatch) {
  bool called = false;
  auto [promise, resolver] = Promise<int>::pending();
  const auto text = outcome(std::move(promise).then([&](int value) { return called = true, value; }));
  resolver.reject(error("broken"));
  EXPECT_EQ(*text, "broken");
  EXPECT_FALSE(called);
}

TEST(Promise, IsRejectedByTheExceptionOfACallback) {
  EXPECT_EQ(*outcome(fulfilled(1).then([](int) -> int { throw std::runtime_error("thrown"); })), "thrown");
}

TEST(Promise, GoesOnWithTheValueOfACatch) {
  EXPECT_EQ(*outcome(rejected<int>(error("broken")).catch_error([](std::exception_ptr) { return 5; })), "5");
  EXPECT_EQ(*outcome(rejected<int>(error("broken")).catch_error([](std::exception_ptr) { return fulfilled(6); })), "6");
  EXPECT_EQ(*outcome(fulfilled(1).catch_error([](std::exception_ptr) { return 5; })), "1");
}

TEST(Promise, FlattensAPromiseThatACallbackReturns) {
  auto [inner, resolver] = Promise<int>::pending();
  const auto text = outcome(fulfilled().then([held = std::move(inner)]() mutable { return std::move(held); }));
  EXPECT_EQ(*text, "pending");
  resolver.fulfil(9);
  EXPECT_EQ(*text, "9");
}

TEST(Promise, FlattensARejection) {
  EXPECT_EQ(*outcome(fulfilled().then([] { return rejected<int>(error("inside")); })), "inside");
}

TEST(Promise, DropsItsCallbacksWithTheirResolver) {
  const auto owned = std::make_shared<int>(0);
  {
    auto [promise, resolver] = Promise<void>::pending();
    std::move(promise).then([owned] {}).then([owned] {}).detach();
    EXPECT_EQ(owned.use_count(), 3);
  }
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(Promise, EndsWhatACallbackOwnsWhenTheCallbackHasRun) {
  auto owned = std::make_shared<int>(0);
  const std::weak_ptr<int> watched = owned;
  auto [inner, resolver] = Promise<int>::pending();
  auto chain = fulfilled().then([owned = std::move(owned), held = std::move(inner)]() mutable { return std::move(held); });
  EXPECT_TRUE(watched.expired());
  resolver.fulfil(1);
  EXPECT_EQ(*outcome(std::move(chain)), "1");
}

TEST(PromiseDeathTest, TerminatesOnADetachedRejection) {
  EXPECT_DEATH(rejected<void>(error("nobody caught this")).detach(), "nobody caught this");
}

// Everything that a loop's turn holds: alive at once, and the most there ever were.
struct Counted {
  static inline int alive = 0;
  static inline int most = 0;
  Counted() { most = std::max(most, ++alive); }
  Counted(Counted&&) noexcept : Counted() {}
  ~Counted() { --alive; }
};

constexpr int messages = 1'000'000;

Promise<int> settled_turns(int left) {
  return fulfilled(left).then([counted = Counted()](int more) { return more == 0 ? fulfilled(0) : settled_turns(more - 1); });
}

TEST(Promise, LoopsOverAMillionSettledPromisesInFlatMemoryAndStack) {
  Counted::most = 0;
  EXPECT_EQ(*outcome(settled_turns(messages)), "0");
  EXPECT_EQ(Counted::alive, 0);
  EXPECT_LE(Counted::most, 16);
}

using Slot = std::unique_ptr<Resolver<void>>;

Promise<int> pending_turns(Slot& slot, int left) {
  auto [promise, resolver] = Promise<void>::pending();
  slot = std::make_unique<Resolver<void>>(std::move(resolver));
  return std::move(promise).then([&slot, left, counted = Counted()] { return left == 0 ? fulfilled(0) : pending_turns(slot, left - 1); });
}

TEST(Promise, LoopsOverAMillionMessagesInFlatMemory) {
  Counted::most = 0;
  Slot slot;
  const auto text = outcome(pending_turns(slot, messages));
  for (int i = 0; i <= messages; ++i) std::exchange(slot, nullptr)->fulfil();
  EXPECT_EQ(*text, "0");
  EXPECT_EQ(Counted::alive, 0);
  EXPECT_LE(Counted::most, 16);
}

TEST(All, GathersValuesInTheOrderGiven) {
  auto [first, resolve_first] = Promise<int>::pending();
  auto [second, resolve_second] = Promise<int>::pending();
  std::vector<Promise<int>> both;
  both.push_back(std::move(first));
  both.push_back(std::move(second));
  const auto text = outcome(all(std::move(both)));
  resolve_second.fulfil(2);
  EXPECT_EQ(*text, "pending");
  resolve_first.fulfil(1);
  EXPECT_EQ(*text, "{ 1, 2 }");
}

TEST(All, IsRejectedWithTheFirstRejection) {
  std::vector<Promise<int>> three;
  three.push_back(fulfilled(1));
  three.push_back(rejected<int>(error("first")));
  three.push_back(rejected<int>(error("second")));
  EXPECT_EQ(*outcome(all(std::move(three))), "first");
}

TEST(All, OfNoneIsFulfilled) {
  EXPECT_EQ(*outcome(all(std::vector<Promise<int>>())), "{}");
  EXPECT_EQ(*outcome(all(std::vector<Promise<void>>()).then([] { return 3; })), "3");
}

TEST(Any, IsFulfilledWithTheFirstFulfilment) {
  auto [late, resolver] = Promise<int>::pending();
  std::vector<Promise<int>> three;
  three.push_back(rejected<int>(error("broken")));
  three.push_back(std::move(late));
  three.push_back(fulfilled(3));
  EXPECT_EQ(*outcome(any(std::move(three))), "3");
  resolver.fulfil(2);
}

TEST(Any, IsRejectedWithTheLastRejectionOnceAllAre) {
  std::vector<Promise<int>> both;
  both.push_back(rejected<int>(error("first")));
  both.push_back(rejected<int>(error("last")));
  EXPECT_EQ(*outcome(any(std::move(both))), "last");
  EXPECT_EQ(*outcome(any(std::vector<Promise<int>>())), "any of no promises");
}

}  // namespace
}  // namespace impls::substrate
