// Unit tests of placements: two threads are where they should be.
#include "impls/substrate/ping_pong/placement.h"

#include <gtest/gtest.h>

#include <array>

namespace impls::ping_pong {
namespace {

using workloads::Placement;

std::array<std::vector<int>, 2> cpus_of(Placement placement) {
  std::array<std::vector<int>, 2> cpus;
  TwoThreads threads(placement);
  threads.run([&](int party) { cpus[static_cast<std::size_t>(party)] = substrate::usable_cpus(); });
  return cpus;
}

TEST(TwoThreads, ShareOneCpuWhenAsked) {
  const auto [caller, other] = cpus_of(Placement::same_core);
  EXPECT_EQ(caller.size(), 1U);
  EXPECT_EQ(caller, other);
}

TEST(TwoThreads, HaveACpuEachWhereThereAreTwo) {
  if (substrate::usable_cpus().size() < 2) GTEST_SKIP() << "one CPU";
  const auto [caller, other] = cpus_of(Placement::cross_core_spinning);
  EXPECT_EQ(caller.size(), 1U);
  EXPECT_EQ(other.size(), 1U);
  EXPECT_NE(caller, other);
}

TEST(TwoThreads, LeaveTheCallerAsItWas) {
  const auto before = substrate::usable_cpus();
  cpus_of(Placement::same_core);
  EXPECT_EQ(substrate::usable_cpus(), before);
}

TEST(Placement, AcrossCoresIsRefusedWithOneCpu) {
  const workloads::Parameters same{{"placement", 0}}, blocking{{"placement", 1}}, spinning{{"placement", 2}};
  EXPECT_EQ(one_thread_refuses(same), "");
  EXPECT_NE(one_thread_refuses(blocking), "");
  const substrate::Pinned one_cpu(substrate::usable_cpus().front());
  EXPECT_EQ(two_threads_refuse(same), "");
  EXPECT_NE(two_threads_refuse(blocking), "");
  EXPECT_NE(two_threads_refuse(spinning), "");
}

}  // namespace
}  // namespace impls::ping_pong
