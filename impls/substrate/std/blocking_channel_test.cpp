// Unit tests of the channel for threads.
#include "impls/substrate/std/blocking_channel.h"

#include <gtest/gtest.h>

#include <thread>

namespace impls::std_backend {
namespace {

TEST(BlockingChannel, GivesWhatIsLeftOnceItsSendersHaveLeft) {
  BlockingChannel<int> channel(2, 1);
  channel.send(1);
  channel.send(2);
  channel.leave();
  EXPECT_EQ(channel.receive(), 1);
  EXPECT_EQ(channel.receive(), 2);
  EXPECT_EQ(channel.receive(), std::nullopt);
}

TEST(BlockingChannel, PassesManyItemsThroughLittleRoom) {
  BlockingChannel<int> channel(1, 1);
  std::jthread sender([&] {
    for (int i = 0; i < 2000; ++i) channel.send(i);
    channel.leave();
  });
  for (int i = 0; i < 2000; ++i) ASSERT_EQ(channel.receive(), i);
  EXPECT_EQ(channel.receive(), std::nullopt);
}

TEST(BlockingChannel, WakesEveryReceiverWhenItCloses) {
  BlockingChannel<int> channel(1, 1);
  std::vector<std::jthread> receivers;
  for (int i = 0; i < 3; ++i) receivers.emplace_back([&] { EXPECT_EQ(channel.receive(), std::nullopt); });
  channel.leave();
}

}  // namespace
}  // namespace impls::std_backend
