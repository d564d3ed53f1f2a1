// Unit tests of the crew.
#include "impls/substrate/std/crew.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>

namespace impls::std_backend {
namespace {

TEST(Crew, RunsEveryMemberOnceARun) {
  Crew crew(4);
  std::array<std::atomic<int>, 4> calls{};
  for (int run = 0; run < 100; ++run) crew.run([&](int member) { ++calls[static_cast<std::size_t>(member)]; });
  for (const auto& count : calls) EXPECT_EQ(count, 100);
}

TEST(Crew, GivesEveryMemberAThreadAndTheCallerTheFirst) {
  Crew crew(3);
  std::array<std::thread::id, 3> threads;
  crew.run([&](int member) { threads[static_cast<std::size_t>(member)] = std::this_thread::get_id(); });
  EXPECT_EQ(threads[0], std::this_thread::get_id());
  EXPECT_EQ(std::set(threads.begin(), threads.end()).size(), 3U);
}

TEST(Crew, EndsWithoutHavingRun) { const Crew crew(2); }

}  // namespace
}  // namespace impls::std_backend
