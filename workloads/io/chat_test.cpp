// `chat`: messages leave a session whole and in order however they came, and a subscriber finds what a server did wrong.
#include "workloads/io/chat.h"

#include <gtest/gtest.h>

#include <string_view>

namespace workloads {
namespace {

using Buffer = std::vector<std::byte>;

const Chat chat({});

void append(Buffer& to, Bytes bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

Bytes text(std::string_view words) { return std::as_bytes(std::span(words)); }

std::vector<Buffer> messages(int count, std::uint64_t seed = 1) {
  const auto publisher = chat.open_publisher(seed);
  std::vector<Buffer> all(static_cast<std::size_t>(count));
  for (Buffer& one : all) append(one, publisher->next_message());
  return all;
}

// A subscriber that was welcomed.
std::unique_ptr<BroadcastSubscriber> subscriber(std::uint64_t seed = 1) {
  auto one = chat.open_subscriber(seed);
  const auto session = chat.open_session();
  EXPECT_FALSE(one->welcome());
  EXPECT_FALSE(one->on_delivery(session->on_input(one->introduction()).reply).wrong);
  EXPECT_TRUE(one->welcome());
  return one;
}

TEST(Chat, ASessionPassesOnWholeMessagesHoweverTheyAreCut) {
  for (const std::size_t most : {1, 7, 63, 64, 65, 1000}) {
    const auto publisher = chat.open_publisher(1);
    const auto session = chat.open_session();
    const auto receiver = subscriber();
    Buffer said;
    append(said, publisher->introduction());
    for (int i = 0; i < 50; ++i) append(said, publisher->next_message());
    int completed = 0;
    for (Bytes rest = said; !rest.empty(); rest = rest.subspan(std::min(most, rest.size()))) {
      const Heard heard = session->on_input(rest.first(std::min(most, rest.size())));
      ASSERT_FALSE(heard.close || heard.subscribes || !heard.reply.empty());
      ASSERT_EQ(heard.publishes.size() % 64, 0U) << "whole messages";
      const Progress progress = receiver->on_delivery(heard.publishes);
      ASSERT_FALSE(progress.wrong);
      completed += progress.completed;
    }
    EXPECT_EQ(completed, 50) << most;
    EXPECT_EQ(receiver->last(), 50U);
  }
}

TEST(Chat, ASubscriberSubscribesOnceAndSaysNoMore) {
  const auto session = chat.open_session();
  EXPECT_FALSE(session->on_input(text("SUBSC")).subscribes);
  const Heard heard = session->on_input(text("RIBE\n"));
  EXPECT_TRUE(heard.subscribes && !heard.close);
  EXPECT_TRUE(session->on_input(text("x")).close);
}

TEST(Chat, WhatIsNeitherClosesTheConnection) {
  EXPECT_TRUE(chat.open_session()->on_input(text("GET / HTTP/1.1\r\n")).close);
  EXPECT_TRUE(chat.open_session()->on_input(text("PUBLISH\nxxxxxxxxxxxxxxxx")).close) << "a length beyond all bounds";
  EXPECT_TRUE(chat.open_session()->on_input(Buffer(16)).close);
}

TEST(Chat, ASubscriberBeginsAnywhereAndThenMissesNothing) {
  const auto all = messages(5);
  const auto one = subscriber();
  EXPECT_EQ(one->on_delivery(all[2]).completed, 1);
  EXPECT_EQ(one->last(), 3U);
  EXPECT_FALSE(one->on_delivery(all[3]).wrong);
}

TEST(Chat, ADroppedARepeatedAndAReorderedMessageAreFound) {
  const auto all = messages(5);
  for (const std::vector<std::size_t>& order : {std::vector<std::size_t>{0, 2}, {0, 0}, {1, 0}}) {
    const auto one = subscriber();
    EXPECT_FALSE(one->on_delivery(all[order[0]]).wrong);
    EXPECT_TRUE(one->on_delivery(all[order[1]]).wrong);
  }
}

TEST(Chat, AnyWrongByteAndAForeignMessageAreFound) {
  EXPECT_TRUE(subscriber()->on_delivery(messages(1, 2).front()).wrong);
  for (std::size_t at = 0; at < 64; ++at) {
    Buffer message = messages(1).front();
    message[at] ^= std::byte{2};
    const auto one = subscriber();
    const bool first = one->on_delivery(message).wrong;
    EXPECT_TRUE(first || one->on_delivery(messages(2).back()).wrong) << at;
  }
}

}  // namespace
}  // namespace workloads
