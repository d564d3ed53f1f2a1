// Unit tests of the watch over CPUs during a round.
#include "harness/machine/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include "harness/cost/child_for_tests.h"
#include "harness/machine/cpus.h"

namespace harness {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr const char* proc_stat =
    "cpu  30 3 12 400 5 2 4 9 0 0\n"
    "cpu0 10 1 2 100 5 1 2 3 0 0\n"
    "cpu1 20 2 10 300 0 1 2 6 0 0\n"
    "cpu10 7 7 7 7 7 7 7 7 0 0\n"
    "intr 1 2 3\n";

TEST(CpuTicks, SumBusyAndStealOverTheCpusAskedFor) {
  EXPECT_EQ(ticks_of(proc_stat, {0}).busy, 16);
  EXPECT_EQ(ticks_of(proc_stat, {0}).steal, 3);
  EXPECT_EQ(ticks_of(proc_stat, {0, 1}).busy, 51);
  EXPECT_EQ(ticks_of(proc_stat, {0, 1}).steal, 9);
  EXPECT_EQ(ticks_of(proc_stat, {5}).busy, 0);
  const bool with_interrupts = false;
  EXPECT_EQ(ticks_of(proc_stat, {0}, with_interrupts).busy, 13);
}

TEST(Disturbance, OwnWorkIsNotForeign) {
  const Disturbance found = judge({.elapsed = 10s, .cpus = 2, .ticks = {.busy = 2000}, .own_cpu = 20s});
  EXPECT_NEAR(found.foreign_share, 0, 1e-9);
  EXPECT_FALSE(found.disturbed);
  EXPECT_EQ(found.sentence, "quiet");
}

TEST(Disturbance, ForeignWorkBeyondTheLimitDisturbs) {
  const Disturbance found = judge({.elapsed = 10s, .cpus = 2, .ticks = {.busy = 1900}, .own_cpu = 16s});
  EXPECT_NEAR(found.foreign_share, 0.15, 1e-9);
  EXPECT_TRUE(found.disturbed);
  EXPECT_THAT(found.sentence, HasSubstr("15.0 % of our CPUs' time went to other processes"));
}

TEST(Disturbance, StealBeyondTheLimitDisturbs) {
  EXPECT_FALSE(judge({.elapsed = 10s, .cpus = 2, .ticks = {.steal = 38}}).disturbed);
  const Disturbance found = judge({.elapsed = 10s, .cpus = 2, .ticks = {.steal = 60}});
  EXPECT_NEAR(found.steal_share, 0.03, 1e-9);
  EXPECT_TRUE(found.disturbed);
  EXPECT_THAT(found.sentence, HasSubstr("3.0 % of our CPUs' time was stolen by the host"));
}

TEST(Disturbance, AShortRoundIsNotCondemnedByOneTickAndSaysSo) {
  const Disturbance found = judge({.elapsed = 200ms, .cpus = 1, .ticks = {.busy = 11, .steal = 1}, .own_cpu = 95ms});
  EXPECT_FALSE(found.disturbed);
  EXPECT_THAT(found.sentence, HasSubstr("0.20 s on 1 CPU resolve only"));
}

TEST(Disturbance, PressureIsRecordedButOursToo) {
  const Disturbance found = judge({.elapsed = 10s, .cpus = 2, .ticks = {}, .psi_stalled = 8s});
  ASSERT_TRUE(found.psi_share);
  EXPECT_NEAR(*found.psi_share, 0.8, 1e-9);
  EXPECT_FALSE(found.disturbed);
}

// One child burns on one CPU: as ours it explains the busy time, as a stranger's it is foreign.
TEST(Watch, TellsOurOwnChildFromAStranger) {
  const int cpu = allowed_cpus().back();
  const Child child([cpu](Lead lead) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(cpu), &set);
    sched_setaffinity(0, sizeof set, &set);
    while (lead.wait()) {
      burn(300ms);
      lead.answer();
    }
  });
  Watch as_ours({cpu}, {child.pid()});
  Watch as_strangers({cpu}, {});
  as_ours.start();
  as_strangers.start();
  ASSERT_TRUE(child.step());
  const Disturbance ours = as_ours.finish();
  const Disturbance strangers = as_strangers.finish();
  EXPECT_LT(ours.foreign_share, strangers.foreign_share);
  EXPECT_GT(strangers.foreign_share + strangers.steal_share, 0.5);
}

TEST(Watch, CountsWhatTheCallerSaysWasOurs) {
  const int cpu = allowed_cpus().back();
  Watch watch({cpu}, {});
  watch.start();
  burn(100ms);
  EXPECT_EQ(watch.finish(1h).foreign_share, 0);
}

TEST(Watch, BearsAProcessThatEnds) {
  Child child([](Lead lead) { lead.wait(); });
  Watch watch(allowed_cpus(), {child.pid(), -1});
  watch.start();
  child.end();
  EXPECT_GE(watch.finish().foreign_share, 0);
}

}  // namespace
}  // namespace harness
