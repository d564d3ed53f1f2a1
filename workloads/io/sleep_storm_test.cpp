// Unit tests of the workload `sleep_storm`, and of what the shape `timers` notices.
#include "workloads/io/sleep_storm.h"

#include <gtest/gtest.h>

#include <functional>

namespace workloads {
namespace {

using namespace std::chrono_literals;
using Clock = Sleeps::Clock;

// A cell whose sleeps pass in no time, by a clock of its own; `fault` may spoil what it would do.
struct Dreaming {
  Dreaming(Sleeps& given, int) : sleeps(given) {}
  void run() { fault(sleeps); }

  static Clock::time_point fall_asleep(Sleeps& sleeps, std::size_t sleep) { return sleeps.fall_asleep(sleep, start); }
  static void sleep_well(Sleeps& sleeps, std::size_t sleep) { sleeps.wake(sleep, fall_asleep(sleeps, sleep) + 5us * (sleep + 1)); }
  static void all_sleep_well(Sleeps& sleeps) {
    for (std::size_t sleep = 0; sleep < sleeps.count(); ++sleep) sleep_well(sleeps, sleep);
  }

  static inline std::function<void(Sleeps&)> fault;
  static constexpr Clock::time_point start{100h};
  Sleeps& sleeps;
};

class TimersShapeTest : public testing::Test {
 protected:
  bool right_with(const std::function<void(Sleeps&)>& fault) {
    Dreaming::fault = fault;
    return storm_.run(7) == storm_.expected(7);
  }

  FilledTimers<Dreaming, SleepStorm> storm_{{{"sleeps", 3}, {"shortest_us", 10}, {"span_us", 20}}, 1, {}};
};

TEST_F(TimersShapeTest, KeepsHowLateEachSleepWoke) {
  EXPECT_TRUE(right_with(Dreaming::all_sleep_well));
  const auto delays = storm_.delays_ns();
  EXPECT_EQ(std::vector(delays.begin(), delays.end()), (std::vector<std::int64_t>{5'000, 10'000, 15'000}));
  EXPECT_EQ(storm_.units(), 3U);
}

TEST_F(TimersShapeTest, NoticesALostSleep) {
  EXPECT_FALSE(right_with([](Sleeps& sleeps) {
    Dreaming::sleep_well(sleeps, 0);
    Dreaming::sleep_well(sleeps, 2);
  }));
}

TEST_F(TimersShapeTest, NoticesASleepThatNeverWoke) {
  EXPECT_FALSE(right_with([](Sleeps& sleeps) {
    Dreaming::sleep_well(sleeps, 0);
    Dreaming::sleep_well(sleeps, 1);
    Dreaming::fall_asleep(sleeps, 2);
  }));
}

TEST_F(TimersShapeTest, NoticesAWakeThatIsEarlyByANanosecond) {
  EXPECT_FALSE(right_with([](Sleeps& sleeps) {
    Dreaming::sleep_well(sleeps, 0);
    Dreaming::sleep_well(sleeps, 1);
    sleeps.wake(2, Dreaming::fall_asleep(sleeps, 2) - 1ns);
  }));
}

TEST_F(TimersShapeTest, NoticesASecondWakeAndASecondSleep) {
  EXPECT_FALSE(right_with([](Sleeps& sleeps) {
    Dreaming::all_sleep_well(sleeps);
    sleeps.wake(1, Dreaming::start + 1h);
  }));
  EXPECT_FALSE(right_with([](Sleeps& sleeps) {
    Dreaming::all_sleep_well(sleeps);
    Dreaming::sleep_well(sleeps, 1);
  }));
}

TEST_F(TimersShapeTest, NoticesTheAnswerOfAnotherRun) { EXPECT_NE(storm_.expected(7), storm_.expected(8)); }

TEST(SleepStormWorkload, SpreadsLengthsOverTheSpanByNonceAndSleep) {
  SleepStorm storm({{"sleeps", 1000}, {"shortest_us", 10}, {"span_us", 20}});
  storm.begin(3);
  const auto first = storm.length(0);
  auto shortest = first;
  auto longest = first;
  for (std::size_t sleep = 0; sleep < storm.sleeps(); ++sleep) {
    shortest = std::min(shortest, storm.length(sleep));
    longest = std::max(longest, storm.length(sleep));
  }
  EXPECT_GE(shortest, 10us);
  EXPECT_LT(shortest, 11us);
  EXPECT_LE(longest, 30us);
  EXPECT_GT(longest, 29us);
  storm.begin(4);
  EXPECT_NE(storm.length(0), first);
}

TEST(SleepStormWorkload, SleepsEquallyLongWithoutASpan) {
  SleepStorm storm({{"sleeps", 2}, {"shortest_us", 10}, {"span_us", 0}});
  EXPECT_EQ(storm.length(0), 10us);
  EXPECT_EQ(storm.length(1), 10us);
}

}  // namespace
}  // namespace workloads
