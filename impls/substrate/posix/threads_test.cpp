// Threads that come and go, and threads that fail.
#include "impls/substrate/posix/threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>

namespace impls::substrate {
namespace {

TEST(TransientThreads, WaitsForAllAtItsEnd) {
  std::atomic<int> ended = 0;
  {
    TransientThreads threads;
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(threads.start([&] { ++ended; }));
  }
  EXPECT_EQ(ended, 50);
}

TEST(TransientThreads, CountsAThreadUntilWhatItOwnsHasEnded) {
  TransientThreads threads;
  std::promise<void> gate;
  std::promise<void> destroyed;
  struct Owned {
    std::promise<void>* promise;
    void operator()(std::promise<void>* one) const { one->set_value(); }
  };
  threads.start([owned = std::unique_ptr<std::promise<void>, Owned>(&destroyed), wait = gate.get_future()]() mutable { wait.get(); });
  EXPECT_EQ(threads.running(), 1U);
  gate.set_value();
  destroyed.get_future().get();
}

TEST(RunOnThreads, RunsTheBodyOnEveryThreadAndTheCallers) {
  std::atomic<int> runs = 0;
  std::atomic<bool> on_caller = false;
  const auto caller = std::this_thread::get_id();
  run_on_threads(4, [&] {
    ++runs;
    if (std::this_thread::get_id() == caller) on_caller = true;
  });
  EXPECT_EQ(runs, 4);
  EXPECT_TRUE(on_caller);
}

TEST(RunOnThreads, ThrowsWhatAThreadThrew) {
  std::atomic<int> number = 0;
  EXPECT_THROW(run_on_threads(3,
                              [&] {
                                if (++number == 2) throw std::runtime_error("broken");
                              }),
               std::runtime_error);
}

}  // namespace
}  // namespace impls::substrate
