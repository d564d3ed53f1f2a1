// Unit tests of the CPU clock of another process.
#include "harness/cost/process_clock.h"

#include <gtest/gtest.h>

#include <thread>

#include "harness/cost/child_for_tests.h"

namespace harness {
namespace {

using namespace std::chrono_literals;

TEST(ProcessClock, CountsWhatASleepingChildHasBurnedAndNothingWhileItSleeps) {
  const Child child([](Lead lead) {
    while (lead.wait()) {
      burn(50ms);
      lead.answer();
    }
  });
  const auto clock = ProcessClock::of(child.pid());
  ASSERT_TRUE(clock);
  ASSERT_TRUE(child.step());
  const auto before = clock->now();
  ASSERT_TRUE(child.step());
  const auto after = clock->now();
  ASSERT_TRUE(before && after);
  // One side may not have been switched out yet when its answer arrives; a tick is at most 10 ms.
  EXPECT_NEAR(static_cast<double>((*after - *before).count()), 50e6, 11e6);
}

TEST(ProcessClock, HoldsTheTimeOfThreadsThatEnded) {
  const auto clock = ProcessClock::of(getpid());
  ASSERT_TRUE(clock);
  const auto before = *clock->now();
  std::thread([] { burn(30ms); }).join();
  EXPECT_GE(*clock->now() - before, 30ms);
}

TEST(ProcessClock, IsAbsentForAProcessThatEnded) {
  Child child([](Lead lead) { lead.wait(); });
  const pid_t pid = child.pid();
  const auto clock = ProcessClock::of(pid);
  ASSERT_TRUE(clock && clock->now());
  child.end();
  EXPECT_FALSE(clock->now());
  EXPECT_FALSE(ProcessClock::of(pid));
}

TEST(ProcessClock, DoesNotTakeZeroOrLessForAProcess) {
  EXPECT_FALSE(ProcessClock::of(0));
  EXPECT_FALSE(ProcessClock::of(-1));
}

}  // namespace
}  // namespace harness
