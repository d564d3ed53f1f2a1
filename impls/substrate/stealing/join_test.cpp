// Whoever comes last goes on, once: the frame itself or one child.
#include "impls/substrate/stealing/join.h"

#include <gtest/gtest.h>

#include <thread>

namespace {

using impls::stealing::Join;

TEST(Join, ExpectsNobodyAtFirst) {
  Join join;
  EXPECT_TRUE(join.expects_none());
  EXPECT_TRUE(join.wait());
}

TEST(Join, TheFrameGoesOnIfAllHadArrived) {
  Join join;
  join.expect();
  join.expect();
  EXPECT_FALSE(join.arrive());
  EXPECT_FALSE(join.arrive());
  EXPECT_TRUE(join.wait());
  EXPECT_TRUE(join.expects_none());
}

TEST(Join, TheLastChildGoesOnIfTheFrameWaits) {
  Join join;
  for (int use = 0; use < 2; ++use) {
    join.expect();
    join.expect();
    EXPECT_FALSE(join.arrive());
    EXPECT_FALSE(join.wait());
    EXPECT_TRUE(join.arrive());
  }
}

TEST(Join, OneGoesOnHoweverTheyRace) {
  for (int round = 0; round < 300; ++round) {
    Join join;
    std::atomic<int> went_on = 0;
    for (int i = 0; i < 3; ++i) join.expect();
    {
      std::vector<std::jthread> children;
      for (int i = 0; i < 3; ++i) children.emplace_back([&] { went_on += join.arrive() ? 1 : 0; });
      went_on += join.wait() ? 1 : 0;
    }
    ASSERT_EQ(went_on, 1);
  }
}

}  // namespace
