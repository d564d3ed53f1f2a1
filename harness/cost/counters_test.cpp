// Unit tests of the counters of system calls and instructions. Where the machine refuses one, they check that it says so.
#include "harness/cost/counters.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/syscall.h>

#include "harness/cost/child_for_tests.h"

namespace harness {
namespace {

constexpr std::uint64_t calls = 1000;

void make_calls() {
  for (std::uint64_t i = 0; i < calls; ++i) syscall(SYS_getppid);
}

// True if there is a count; if not, that there is a reason is what is checked.
bool counted(const Reading<std::uint64_t>& count) {
  EXPECT_TRUE(count || count.reason().size() > 20U) << "absent without a reason";
  return static_cast<bool>(count);
}

TEST(Counting, CountsTheSystemCallsOfAChildOrSaysWhyNot) {
  const Child child([](Lead lead) {
    while (lead.wait()) {
      make_calls();
      lead.answer();
    }
  });
  ASSERT_TRUE(child.step());
  Counting counting = Counting::open(child.pid());
  for (int window = 0; window < 2; ++window) {
    counting.start();
    ASSERT_TRUE(child.step());
    const Counts counts = counting.stop();
    ASSERT_TRUE(child.step());  // not in a window
    if (counted(counts.syscalls)) {
      EXPECT_GE(*counts.syscalls, calls);
      EXPECT_LE(*counts.syscalls, calls + 100);  // answer and wait, and a sanitizer's own thread
    }
    if (counted(counts.user_instructions)) {
      EXPECT_GE(*counts.user_instructions, calls);
    }
    if (counted(counts.instructions) && counts.user_instructions) {
      EXPECT_GT(*counts.instructions, *counts.user_instructions);
    }
  }
}

TEST(Counting, CountsThreadsThatThereAreAndThoseThatStartLater) {
  const Child child([](Lead lead) {
    lead.wait();
    pthread_t early;
    pthread_create(
        &early, nullptr,
        [](void* context) -> void* {
          const Lead in_thread = *static_cast<Lead*>(context);
          in_thread.answer();
          in_thread.wait();
          make_calls();
          pthread_t late;
          pthread_create(
              &late, nullptr, [](void*) -> void* { return make_calls(), nullptr; }, nullptr);
          pthread_join(late, nullptr);
          in_thread.answer();
          return nullptr;
        },
        &lead);
    pthread_join(early, nullptr);
    lead.wait();
  });
  ASSERT_TRUE(child.step());
  Counting counting = Counting::open(child.pid());
  counting.start();
  ASSERT_TRUE(child.step());
  const Counts counts = counting.stop();
  if (counted(counts.syscalls)) {
    EXPECT_GE(*counts.syscalls, 2 * calls);
    EXPECT_LE(*counts.syscalls, 2 * calls + 100);  // starting and ending a thread is some calls
  }
}

TEST(Counting, OfAnEndedProcessIsAbsentWithAReason) {
  Child child([](Lead lead) { lead.wait(); });
  const pid_t pid = child.pid();
  child.end();
  Counting counting = Counting::open(pid);
  counting.start();
  const Counts counts = counting.stop();
  EXPECT_FALSE(counts.syscalls);
  EXPECT_FALSE(counts.instructions);
  EXPECT_NE(counts.instructions.reason().find("has ended"), std::string::npos) << counts.instructions.reason();
}

TEST(Counting, StillGivesItsCountsWhenTheProcessEndsInTheWindow) {
  Child child([](Lead lead) {
    lead.wait();
    make_calls();
    lead.answer();
  });
  Counting counting = Counting::open(child.pid());
  counting.start();
  ASSERT_TRUE(child.step());
  child.end();
  const Counts counts = counting.stop();
  if (counted(counts.syscalls)) {
    EXPECT_GE(*counts.syscalls, calls);
  }
}

}  // namespace
}  // namespace harness
