// Unit tests of what another process has cost.
#include "harness/cost/process_cost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

#include "harness/cost/child_for_tests.h"
#include "harness/cost/process_clock.h"

namespace harness {
namespace {

using namespace std::chrono_literals;

TEST(ProcessCost, AgreesWithTheClockOfAChildThatBurns) {
  const Child child([](Lead lead) {
    while (lead.wait()) {
      burn(100ms);
      lead.answer();
    }
  });
  const auto clock = ProcessClock::of(child.pid());
  const auto before = snapshot(child.pid());
  ASSERT_TRUE(before && clock) << before.reason();
  ASSERT_TRUE(child.step());
  const auto after = snapshot(child.pid());
  const auto now = clock->now();
  ASSERT_TRUE(after && now) << after.reason();
  const ProcessCost spent = difference(*before, *after);
  EXPECT_GE(spent.cpu, 89ms);
  EXPECT_LE(after->cpu, *now);
  EXPECT_LE(*now - after->cpu, 11ms);
  // The split is in steps of 10 ms, each part rounded down.
  EXPECT_NEAR(static_cast<double>((spent.user + spent.system).count()), static_cast<double>(spent.cpu.count()), 31e6);
  EXPECT_GE(spent.threads_ran, 89ms);
}

TEST(ProcessCost, CountsASwitchForEachTimeTheChildBlocks) {
  constexpr int times = 200;
  const Child child([](Lead lead) {
    while (lead.wait()) lead.answer();
  });
  ASSERT_TRUE(child.step());
  const auto before = snapshot(child.pid());
  for (int i = 0; i < times; ++i) ASSERT_TRUE(child.step());
  const auto after = snapshot(child.pid());
  ASSERT_TRUE(before && after);
  const ProcessCost spent = difference(*before, *after);
  // A word may already be there when the child comes to wait; it cannot block more than once for a word.
  EXPECT_GE(spent.voluntary_switches + spent.involuntary_switches, times / 2);
  EXPECT_LE(spent.voluntary_switches, times + 5);
  EXPECT_EQ(spent.by_thread.size(), static_cast<std::size_t>(spent.threads));  // a sanitizer adds a thread of its own
  EXPECT_EQ(spent.threads_ended, 0);
}

TEST(ProcessCost, SeesMemoryRiseWhenItIsTouched) {
  constexpr std::size_t bytes = 32U << 20U;
  const Child child([](Lead lead) {
    lead.wait();
    auto* memory = static_cast<char*>(mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    madvise(memory, bytes, MADV_NOHUGEPAGE);
    for (std::size_t at = 0; at < bytes; at += 4096) memory[at] = 1;
    lead.answer();
    lead.wait();
  });
  const auto before = snapshot(child.pid());
  ASSERT_TRUE(child.step());
  const auto after = snapshot(child.pid());
  ASSERT_TRUE(before && after);
  EXPECT_GE(after->rss_bytes, before->rss_bytes + bytes);
  ASSERT_TRUE(before->pss_bytes && after->pss_bytes);
  EXPECT_GE(*after->pss_bytes, *before->pss_bytes + bytes / 2);
  EXPECT_LE(*after->pss_bytes, after->rss_bytes);
  EXPECT_GE(difference(*before, *after).minor_faults, bytes / 4096);
}

TEST(ProcessCost, ThePeakOfMemoryOutlivesTheMemory) {
  constexpr std::size_t bytes = 32U << 20U;
  const Child child([](Lead lead) {
    lead.wait();
    auto* memory = static_cast<char*>(mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    for (std::size_t at = 0; at < bytes; at += 4096) memory[at] = 1;
    munmap(memory, bytes);
    lead.answer();
    lead.wait();
  });
  const auto before = snapshot(child.pid());
  ASSERT_TRUE(child.step());
  const auto after = snapshot(child.pid());
  const auto peak = peak_rss_bytes(child.pid());
  ASSERT_TRUE(before && after && peak);
  EXPECT_GE(*peak, before->rss_bytes + bytes * 9 / 10);
  EXPECT_LT(after->rss_bytes, before->rss_bytes + bytes / 2);
}

TEST(ProcessCost, OfAnEndedProcessIsASentence) {
  Child child([](Lead lead) { lead.wait(); });
  const pid_t pid = child.pid();
  child.end();
  const auto cost = snapshot(pid);
  EXPECT_FALSE(cost);
  EXPECT_FALSE(peak_rss_bytes(pid));
  EXPECT_THAT(cost.reason(), testing::HasSubstr("has ended or never was"));
}

TEST(ProcessCost, OfAZombieIsASentence) {
  const Child child([](Lead) {});
  siginfo_t info;
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child.pid()), &info, WEXITED | WNOWAIT), 0);
  EXPECT_FALSE(snapshot(child.pid()));
}

TEST(ProcessCost, DifferenceMatchesThreadsAndSaysHowManyEnded) {
  const ProcessCost before{.cpu = 10ns,
                           .by_thread = {{.id = 1, .voluntary_switches = 5, .ran = 4ns}, {.id = 2, .voluntary_switches = 100, .ran = 6ns}}};
  const ProcessCost after{.cpu = 30ns,
                          .by_thread = {{.id = 1, .voluntary_switches = 8, .ran = 9ns}, {.id = 3, .voluntary_switches = 2, .ran = 1ns}},
                          .threads = 2};
  const ProcessCost spent = difference(before, after);
  EXPECT_EQ(spent.cpu, 20ns);
  EXPECT_EQ(spent.voluntary_switches, 5U);  // 3 of the first thread, 2 of the new one; the second's are lost
  EXPECT_EQ(spent.threads_ran, 6ns);
  EXPECT_EQ(spent.threads_ended, 1);
  EXPECT_EQ(spent.threads, 2);
}

TEST(ProcessCost, AThreadNumberUsedAgainIsANewThread) {
  const ProcessCost before{.by_thread = {{.id = 7, .voluntary_switches = 100, .ran = 50ns}}};
  const ProcessCost after{.by_thread = {{.id = 7, .voluntary_switches = 3, .ran = 2ns}}};
  const ProcessCost spent = difference(before, after);
  EXPECT_EQ(spent.voluntary_switches, 3U);
  EXPECT_EQ(spent.threads_ended, 1);
}

}  // namespace
}  // namespace harness
