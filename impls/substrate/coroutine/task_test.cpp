// What a Task does for its caller, and that neither loops nor depth grow the stack.
#include "impls/substrate/coroutine/task.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

namespace impls::substrate {
namespace {

// Suspends its coroutine until somebody resumes it by hand.
struct Gate {
  std::coroutine_handle<> waiting;

  auto pass() {
    struct Awaiter {
      Gate& gate;
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> frame) const noexcept { gate.waiting = frame; }
      void await_resume() const noexcept {}
    };
    return Awaiter{*this};
  }
};

Task<int> note_and_return(int& noted, int value) {
  noted = value;
  co_return value;
}

Spawned keep_result(Task<int> task, int& result) { result = co_await std::move(task); }

TEST(Task, DoesNothingUntilItIsAwaited) {
  int noted = 0;
  int result = 0;
  Task<int> task = note_and_return(noted, 4);
  EXPECT_EQ(noted, 0);
  keep_result(std::move(task), result);
  EXPECT_EQ(noted, 4);
  EXPECT_EQ(result, 4);
}

Task<> pass(Gate& gate) { co_await gate.pass(); }

Task<int> pass_twice(Gate& gate, std::shared_ptr<int> held) {
  co_await pass(gate);
  co_await pass(gate);
  co_return *held;
}

TEST(Task, ResumesItsCallerWhereItEnds) {
  Gate gate;
  int result = 0;
  keep_result(pass_twice(gate, std::make_shared<int>(6)), result);
  gate.waiting.resume();
  EXPECT_EQ(result, 0);
  gate.waiting.resume();
  EXPECT_EQ(result, 6);
}

TEST(Task, DestroysItsFrameUnrun) {
  Gate gate;
  const auto held = std::make_shared<int>(1);
  { const Task<int> never_awaited = pass_twice(gate, held); }
  EXPECT_EQ(held.use_count(), 1);
}

Task<int> fail() {
  throw std::runtime_error("broken");
  co_return 0;
}

Spawned catch_failure(bool& caught) {
  try {
    co_await fail();
  } catch (const std::runtime_error&) {
    caught = true;
  }
}

TEST(Task, HandsItsExceptionToItsCaller) {
  bool caught = false;
  catch_failure(caught);
  EXPECT_TRUE(caught);
}

Spawned throw_at_nobody() {
  throw std::runtime_error("nobody caught this");
  co_return;
}

TEST(SpawnedDeathTest, TerminatesOnAnExceptionThatLeavesIt) { EXPECT_DEATH(throw_at_nobody(), "nobody caught this"); }

Spawned hold(Gate& gate, std::shared_ptr<int> held) {
  co_await gate.pass();
  ++*held;
}

TEST(Spawned, DestroysItsFrameWhenItEnds) {
  Gate gate;
  const auto held = std::make_shared<int>(0);
  hold(gate, held);
  EXPECT_EQ(held.use_count(), 2);
  gate.waiting.resume();
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(*held, 1);
}

Task<int> one() { co_return 1; }

Spawned sum_of_ones(int count, int& sum) {
  for (int i = 0; i < count; ++i) sum += co_await one();
}

TEST(Task, LoopsOverAMillionAwaitsInFlatStack) {
#if !defined(__clang__) && !defined(NDEBUG)
  GTEST_SKIP() << "g++ makes symmetric transfer a tail call from -O2 on only";
#endif
  int sum = 0;
  sum_of_ones(1'000'000, sum);
  EXPECT_EQ(sum, 1'000'000);
}

}  // namespace
}  // namespace impls::substrate
