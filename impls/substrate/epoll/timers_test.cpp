// The wheel of deadlines: never early, none forgotten, in order, cancelled ones silent, whatever the distances.
#include "impls/substrate/epoll/timers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include "impls/substrate/epoll/reactor.h"

namespace impls::substrate {
namespace {

using Time = Timers::Time;
using std::chrono::nanoseconds;

constexpr std::int64_t start = 5'000'000'000'123;

Time at(std::int64_t after_start) { return Time(nanoseconds(start + after_start)); }

struct Sleeper final : Waiter {
  std::function<void()> body;
  void on_ready() override { body(); }
  Timer timer;
};

class TimersTest : public testing::Test {
 protected:
  // Notes `due` when it is called.
  Sleeper& sleep_until(std::int64_t due) {
    Sleeper& sleeper = sleepers_.emplace_back();
    sleeper.body = [this, due] { woken_.push_back(due); };
    timers_.wait(sleeper.timer, at(due), sleeper);
    return sleeper;
  }

  std::vector<std::int64_t> woken_by(std::int64_t now) {
    woken_.clear();
    timers_.fire(at(now));
    return woken_;
  }

  using Woken = std::vector<std::int64_t>;

  Timers timers_{at(0)};
  std::deque<Sleeper> sleepers_;
  Woken woken_;
};

TEST_F(TimersTest, KnowOfNoDeadlineWhenNobodyWaits) {
  EXPECT_EQ(timers_.earliest(), Time::max());
  EXPECT_EQ(woken_by(1'000'000), Woken{});
}

TEST_F(TimersTest, FireAtTheNanosecondAndNotBefore) {
  for (const std::int64_t due : {1LL, 63LL, 64LL, 65LL, 4'096LL, 1'000'000LL, 123'456'789LL, 987'654'321'012LL}) {
    sleep_until(due);
    EXPECT_EQ(timers_.earliest(), at(due));
    EXPECT_EQ(woken_by(due - 1), Woken{}) << due;
    EXPECT_EQ(timers_.earliest(), at(due));
    EXPECT_EQ(woken_by(due), Woken{due});
    EXPECT_EQ(timers_.earliest(), Time::max());
  }
}

TEST_F(TimersTest, FireOnce) {
  sleep_until(10);
  EXPECT_EQ(woken_by(20), Woken{10});
  EXPECT_FALSE(sleepers_.front().timer.waiting());
  EXPECT_EQ(woken_by(30), Woken{});
}

TEST_F(TimersTest, FireWhatIsDueInOrderHoweverLateTheyAreAsked) {
  for (const std::int64_t due : {70'000, 3, 5'000'000, 64, 65, 63, 4'200}) sleep_until(due);
  EXPECT_EQ(woken_by(1'000'000), (Woken{3, 63, 64, 65, 4'200, 70'000}));
  EXPECT_EQ(timers_.earliest(), at(5'000'000));
}

TEST_F(TimersTest, TakeAPastDeadlineForDueNow) {
  woken_by(1'000);
  sleep_until(-7);
  sleep_until(500);
  EXPECT_LE(timers_.earliest(), at(1'001));
  EXPECT_EQ(woken_by(1'001).size(), 2U);
}

TEST_F(TimersTest, TakeTheLastTimeThatTheClockCanShow) {
  Sleeper& last = sleep_until(0);
  last.timer.cancel();
  timers_.wait(last.timer, Time(nanoseconds(std::numeric_limits<std::int64_t>::max() - 1)), last);
  EXPECT_EQ(woken_by(1'000'000'000'000'000), Woken{});
  EXPECT_TRUE(last.timer.waiting());
}

TEST_F(TimersTest, KeepSilentAboutWhatWasCancelled) {
  Sleeper& first = sleep_until(100);
  sleep_until(100);
  Sleeper& third = sleep_until(100);
  first.timer.cancel();
  third.timer.cancel();
  third.timer.cancel();
  EXPECT_FALSE(first.timer.waiting());
  EXPECT_EQ(woken_by(100), Woken{100});
}

TEST_F(TimersTest, ForgetATimerThatIsDestroyed) {
  auto sleeper = std::make_unique<Sleeper>();
  timers_.wait(sleeper->timer, at(100), *sleeper);
  sleep_until(90'000'000);
  sleeper.reset();
  EXPECT_EQ(timers_.earliest(), at(90'000'000));
}

TEST_F(TimersTest, LetAWaiterCancelWhatIsDueWithIt) {
  Sleeper& first = sleep_until(10);
  Sleeper& second = sleep_until(10);
  Sleeper& later = sleep_until(20);
  first.body = [&] {
    second.timer.cancel();
    later.timer.cancel();
    woken_.push_back(1);
  };
  second.body = [&] {
    first.timer.cancel();
    later.timer.cancel();
    woken_.push_back(2);
  };
  EXPECT_EQ(woken_by(30).size(), 1U);
}

TEST_F(TimersTest, LeaveWhatAWaiterWaitsForAgainToTheNextCall) {
  int calls = 0;
  Sleeper& again = sleep_until(10);
  again.body = [&] {
    ++calls;
    timers_.wait(again.timer, at(10), again);
  };
  timers_.fire(at(50));
  EXPECT_EQ(calls, 1);
  EXPECT_LE(timers_.earliest(), at(51));
  timers_.fire(at(51));
  EXPECT_EQ(calls, 2);
}

TEST_F(TimersTest, AgreeWithASortedListOverRandomWaitsCancelsAndSteps) {
  std::mt19937_64 random(7);
  const auto below = [&](std::uint64_t limit) { return static_cast<std::int64_t>(random() % limit); };
  std::int64_t now = 0;
  std::vector<std::pair<std::int64_t, Sleeper*>> model;
  for (int step = 0; step < 3'000; ++step) {
    for (std::int64_t more = below(6); more > 0; --more) {
      const std::int64_t due = now + 1 + below(std::uint64_t{1} << below(40));
      model.emplace_back(due, &sleep_until(due));
    }
    if (!model.empty() && below(3) == 0) {
      const auto victim = model.begin() + below(model.size());
      victim->second->timer.cancel();
      model.erase(victim);
    }
    now += below(std::uint64_t{1} << below(36));
    Woken expected;
    std::ranges::sort(model, {}, &std::pair<std::int64_t, Sleeper*>::first);
    while (!model.empty() && model.front().first <= now) {
      expected.push_back(model.front().first);
      model.erase(model.begin());
    }
    ASSERT_EQ(woken_by(now), expected) << "step " << step;
    ASSERT_LE(timers_.earliest(), model.empty() ? Time::max() : at(model.front().first));
    ASSERT_GE(timers_.earliest(), at(now + 1));
  }
}

TEST(ReactorWithTimers, WakesForDeadlinesAndNeverEarly) {
  using Clock = std::chrono::steady_clock;
  Reactor reactor;
  std::deque<Sleeper> sleepers;
  int waiting = 0;
  for (const int after_us : {2'000, 0, 500, 500, 1'300}) {
    const Time due = Clock::now() + std::chrono::microseconds(after_us);
    Sleeper& sleeper = sleepers.emplace_back();
    sleeper.body = [&waiting, due] {
      EXPECT_GE(Clock::now(), due);
      --waiting;
    };
    reactor.timers().wait(sleeper.timer, due, sleeper);
    ++waiting;
  }
  while (waiting > 0) reactor.turn();
}

TEST(ReactorWithTimers, WakesForTheNextOnceTheFirstIsCancelled) {
  using Clock = std::chrono::steady_clock;
  Reactor reactor;
  bool woken = false;
  Sleeper cancelled;
  Sleeper kept;
  kept.body = [&] { woken = true; };
  reactor.timers().wait(cancelled.timer, Clock::now() + std::chrono::milliseconds(1), cancelled);
  reactor.timers().wait(kept.timer, Clock::now() + std::chrono::milliseconds(3), kept);
  cancelled.timer.cancel();
  while (!woken) reactor.turn();
}

}  // namespace
}  // namespace impls::substrate
