// Unit tests of the channel that does not block: order, room, closing, waking.
#include "impls/substrate/pipeline/channel.h"

#include <gtest/gtest.h>

namespace impls::pipeline {
namespace {

// Counts how often it was woken.
struct Counted : Waiter<int> {
  explicit Counted(int its_item = 0) {
    item = its_item;
    wake = [](Waiter<int>& self) noexcept { ++static_cast<Counted&>(self).woken; };
  }
  int woken = 0;
};

TEST(Channel, GivesItemsInTheOrderInWhichTheyWereSent) {
  Channel<int> channel(2, 1);
  Counted first(1), second(2), received;
  EXPECT_TRUE(channel.send(first));
  EXPECT_TRUE(channel.send(second));
  EXPECT_TRUE(channel.receive(received));
  EXPECT_EQ(received.item, 1);
  EXPECT_TRUE(channel.receive(received));
  EXPECT_EQ(received.item, 2);
  EXPECT_EQ(first.woken + second.woken + received.woken, 0);
}

TEST(Channel, HoldsNoMoreThanItsCapacity) {
  Channel<int> channel(1, 1);
  Counted first(1), second(2), third(3), received;
  EXPECT_TRUE(channel.send(first));
  EXPECT_FALSE(channel.send(second));
  EXPECT_FALSE(channel.send(third));
  EXPECT_TRUE(channel.receive(received));
  EXPECT_EQ(second.woken, 1);
  EXPECT_EQ(third.woken, 0);
  EXPECT_TRUE(channel.receive(received));
  EXPECT_EQ(received.item, 2);
  EXPECT_TRUE(channel.receive(received));
  EXPECT_EQ(received.item, 3);
}

TEST(Channel, WakesTheReceiverThatWaitsLongest) {
  Channel<int> channel(1, 1);
  Counted first, second, sent(7);
  EXPECT_FALSE(channel.receive(first));
  EXPECT_FALSE(channel.receive(second));
  EXPECT_TRUE(channel.send(sent));
  EXPECT_EQ(first.woken, 1);
  EXPECT_EQ(first.item, 7);
  EXPECT_EQ(second.woken, 0);
}

TEST(Channel, ClosesWithItsLastSender) {
  Channel<int> channel(1, 2);
  Counted sent(7), waiting, received;
  EXPECT_TRUE(channel.send(sent));
  channel.leave();
  EXPECT_TRUE(channel.receive(received));
  EXPECT_FALSE(received.closed);
  EXPECT_FALSE(channel.receive(waiting));
  channel.leave();
  EXPECT_EQ(waiting.woken, 1);
  EXPECT_TRUE(waiting.closed);
}

TEST(Channel, GivesWhatIsLeftAfterItClosed) {
  Channel<int> channel(2, 1);
  Counted sent(7), received;
  EXPECT_TRUE(channel.send(sent));
  channel.leave();
  EXPECT_TRUE(channel.receive(received));
  EXPECT_FALSE(received.closed);
  EXPECT_EQ(received.item, 7);
  EXPECT_TRUE(channel.receive(received));
  EXPECT_TRUE(received.closed);
}

}  // namespace
}  // namespace impls::pipeline
