// Unit tests of the workload `signal_storm`, and of what the shape `signals` notices.
#include "workloads/io/signal_storm.h"

#include <gtest/gtest.h>

#include <functional>

namespace workloads {
namespace {

using namespace std::chrono_literals;
using Clock = Signals::Clock;

constexpr Clock::time_point start{100h};

// Sends and receives by a clock of its own; `course` is what happens to a burst.
struct Imagined {
  Imagined(Signals& given, int) : signals(given) {}
  void run() {
    for (std::size_t burst = 0; burst < signals.bursts(); ++burst) course(signals, burst);
  }

  static inline std::function<void(Signals&, std::size_t)> course;
  Signals& signals;
};

void send(Signals& signals, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) signals.sending(start + 10us * i);
}

void receive(Signals& signals, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) signals.received(start + 10us * i + 3us);
  signals.burst_ended();
}

struct SignalsShapeTest : testing::Test {
  using Storm = FilledSignals<Imagined, SignalStorm>;

  static bool right_with(Storm& storm, const std::function<void(Signals&, std::size_t)>& course) {
    Imagined::course = course;
    return storm.run(7) == storm.expected(7);
  }
  static std::function<void(Signals&, std::size_t)> delivering(std::ptrdiff_t more) {
    return [more](Signals& signals, std::size_t burst) {
      send(signals, signals.size(burst));
      receive(signals, static_cast<std::size_t>(static_cast<std::ptrdiff_t>(signals.size(burst)) + more));
    };
  }

  Storm queued{{{"signals", 10}, {"burst", 4}, {"queued", 1}}, 1, {}};
  Storm standard{{{"signals", 10}, {"burst", 4}, {"queued", 0}}, 1, {}};
};

TEST_F(SignalsShapeTest, KeepsHowLongEachDeliveryWasOnItsWay) {
  EXPECT_TRUE(right_with(queued, delivering(0)));
  const auto delays = queued.delays_ns();
  EXPECT_EQ(std::vector(delays.begin(), delays.end()), std::vector<std::int64_t>(10, 3'000));
}

TEST_F(SignalsShapeTest, NoticesAQueuedSignalThatIsLostOrDeliveredTwice) {
  EXPECT_FALSE(right_with(queued, delivering(-1)));
  EXPECT_FALSE(right_with(queued, delivering(+1)));
}

TEST_F(SignalsShapeTest, LetsStandardSignalsCoalesceAndCountsDeliveries) {
  EXPECT_TRUE(right_with(standard, delivering(-1)));
  EXPECT_EQ(standard.delays_ns().size(), 7U);
}

TEST_F(SignalsShapeTest, NoticesABurstOfWhichNothingArrivedOrMoreThanWasSent) {
  const auto nothing = [](Signals& signals, std::size_t burst) {
    send(signals, signals.size(burst));
    receive(signals, 0);
  };
  EXPECT_FALSE(right_with(standard, nothing));
  EXPECT_FALSE(right_with(standard, delivering(+1)));
}

TEST_F(SignalsShapeTest, NoticesAMissingBurstAndTheAnswerOfAnotherRun) {
  const auto one_left_out = [](Signals& signals, std::size_t burst) {
    if (burst != 1) delivering(0)(signals, burst);
  };
  EXPECT_FALSE(right_with(queued, one_left_out));
  EXPECT_NE(queued.expected(7), queued.expected(8));
}

TEST(SignalStormWorkload, SendsWhatIsLeftInTheLastBurst) {
  const SignalStorm storm({{"signals", 10}, {"burst", 4}});
  EXPECT_EQ(storm.bursts(), 3U);
  EXPECT_EQ(storm.size(0), 4U);
  EXPECT_EQ(storm.size(2), 2U);
  EXPECT_EQ(storm.units(), 10U);
}

}  // namespace
}  // namespace workloads
