// Unit tests of the workload `channel`: what its digest notices, and what it leaves free.
#include "workloads/cpu/channel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace workloads {
namespace {

constexpr std::uint64_t nonce = 0x1234567890abcdef;

std::vector<Channel::Item> all_items(const Channel& channel) {
  std::vector<Channel::Item> items;
  for (int i = 0; i < channel.producers(); ++i) {
    auto producer = channel.producer(i);
    while (const auto item = producer.next()) items.push_back(*item);
  }
  return items;
}

// The digest when consumers take the items in turn.
std::uint64_t digest_of(Channel& channel, const std::vector<Channel::Item>& items) {
  std::vector consumers(static_cast<std::size_t>(channel.consumers()), channel.consumer());
  channel.begin(nonce);
  for (std::size_t i = 0; i < items.size(); ++i) consumers[i % consumers.size()].take(items[i]);
  for (const auto& consumer : consumers) channel.finished(consumer);
  return channel.digest();
}

class ChannelWorkload : public testing::Test {
 protected:
  ChannelWorkload() { channel.begin(nonce); }
  Channel channel{{{"items", 10}, {"producers", 3}, {"consumers", 1}}};
};

TEST_F(ChannelWorkload, SharesItsItemsAmongItsProducers) {
  const auto items = all_items(channel);
  EXPECT_EQ(items.size(), channel.units());
  EXPECT_EQ(std::ranges::count(items, 0U, &Channel::Item::producer), 4);
  EXPECT_EQ(std::ranges::count(items, 2U, &Channel::Item::producer), 3);
}

TEST_F(ChannelWorkload, LeavesTheOrderBetweenProducersFree) {
  auto items = all_items(channel);
  EXPECT_EQ(digest_of(channel, items), channel.expected());
  std::ranges::stable_sort(items, {}, &Channel::Item::number);
  EXPECT_EQ(digest_of(channel, items), channel.expected());
}

TEST_F(ChannelWorkload, NoticesReorderedItemsOfOneProducer) {
  auto items = all_items(channel);
  std::swap(items[1], items[2]);
  EXPECT_NE(digest_of(channel, items), channel.expected());
}

TEST_F(ChannelWorkload, NoticesALostItem) {
  auto items = all_items(channel);
  items.pop_back();
  EXPECT_NE(digest_of(channel, items), channel.expected());
}

TEST_F(ChannelWorkload, NoticesARepeatedItem) {
  auto items = all_items(channel);
  items.push_back(items.back());
  EXPECT_NE(digest_of(channel, items), channel.expected());
}

TEST_F(ChannelWorkload, NoticesAnItemRepeatedInPlaceOfAnother) {
  auto items = all_items(channel);
  items[2] = items[1];
  EXPECT_NE(digest_of(channel, items), channel.expected());
}

TEST_F(ChannelWorkload, NoticesSwappedValues) {
  auto items = all_items(channel);
  std::swap(items[1].value, items[2].value);
  EXPECT_NE(digest_of(channel, items), channel.expected());
}

TEST_F(ChannelWorkload, NoticesItemsOfAnotherRun) {
  const auto items = all_items(channel);
  channel.begin(nonce + 1);
  const std::uint64_t wanted = channel.expected();
  EXPECT_NE(digest_of(channel, items), wanted);
}

TEST(ChannelOfManyConsumers, DoesNotCareWhichOneGotAnItem) {
  Channel channel({{"items", 10}, {"producers", 1}, {"consumers", 2}});
  channel.begin(nonce);
  EXPECT_EQ(digest_of(channel, all_items(channel)), channel.expected());
}

TEST(ChannelOfManyConsumers, NoticesAnItemThatTwoOfThemGot) {
  Channel channel({{"items", 10}, {"producers", 1}, {"consumers", 2}});
  channel.begin(nonce);
  auto items = all_items(channel);
  items.insert(items.begin() + 3, items[3]);
  EXPECT_NE(digest_of(channel, items), channel.expected());
}

}  // namespace
}  // namespace workloads
