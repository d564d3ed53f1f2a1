// Unit tests of affinity.
#include "impls/substrate/posix/cpus.h"

#include <gtest/gtest.h>

namespace impls::substrate {
namespace {

TEST(Pinned, KeepsTheThreadOnOneCpuAndThenLetsItGo) {
  const auto before = usable_cpus();
  ASSERT_FALSE(before.empty());
  {
    const Pinned pinned(before.back());
    EXPECT_EQ(usable_cpus(), std::vector{before.back()});
    EXPECT_EQ(sched_getcpu(), before.back());
  }
  EXPECT_EQ(usable_cpus(), before);
}

}  // namespace
}  // namespace impls::substrate
