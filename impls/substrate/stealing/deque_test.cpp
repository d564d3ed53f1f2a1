// Every item pushed is taken once: by its owner, youngest first, or by a thief, oldest first.
#include "impls/substrate/stealing/deque.h"

#include <gtest/gtest.h>

#include <thread>

namespace {

using impls::stealing::Deque;

struct Item {
  std::atomic<int> taken = 0;
};

struct StealingDeque : testing::Test {
  StealingDeque() { impls::stealing::prepare_barriers(); }
  bool push(Item& item) {
    if (!deque.push(item)) return false;
    return deque.after_push();
  }

  Deque<Item> deque{4};
  std::array<Item, 100> items;
};

TEST_F(StealingDeque, AThiefTakesTheOldestAndTheOwnerTheYoungest) {
  for (int i = 0; i < 3; ++i) push(items[static_cast<std::size_t>(i)]);
  EXPECT_EQ(deque.steal(), &items[0]);
  EXPECT_TRUE(deque.pop());
  EXPECT_EQ(deque.steal(), &items[1]);
  EXPECT_EQ(deque.steal(), nullptr);
}

TEST_F(StealingDeque, WhatWasStolenCannotBePopped) {
  push(items[0]);
  push(items[1]);
  EXPECT_EQ(deque.steal(), &items[0]);
  EXPECT_TRUE(deque.pop());
  EXPECT_FALSE(deque.pop());
  EXPECT_TRUE(deque.looks_empty());
  push(items[2]);
  EXPECT_EQ(deque.steal(), &items[2]);
}

TEST_F(StealingDeque, GrowsAndKeepsTheOrder) {
  push(items[0]);
  EXPECT_EQ(deque.steal(), &items[0]);  // so that the ring does not begin at its first slot
  for (Item& item : items) push(item);
  for (std::size_t i = 0; i < 50; ++i) EXPECT_EQ(deque.steal(), &items[i]);
  for (std::size_t i = 0; i < 50; ++i) EXPECT_TRUE(deque.pop());
  EXPECT_FALSE(deque.pop());
}

TEST_F(StealingDeque, ThePushAfterAQuestionAnswersIt) {
  push(items[0]);
  EXPECT_FALSE(push(items[1]) && impls::stealing::membarrier_works);
  deque.want_to_know();
  EXPECT_TRUE(push(items[2]));
}

// The owner pushes some, pops what it can, again and again; the thieves steal all the time.
TEST_F(StealingDeque, ThievesAndOwnerTakeEveryItemOnce) {
  constexpr int rounds = 3'000;
  std::vector<Item> many(rounds * 7);
  std::atomic<bool> over = false;
  std::vector<std::jthread> thieves;
  for (int i = 0; i < 3; ++i)
    thieves.emplace_back([&] {
      while (!over)
        if (Item* const item = deque.steal())
          ++item->taken;
        else
          std::this_thread::yield();
    });
  std::size_t next = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::size_t first = next;
    const std::size_t count = static_cast<std::size_t>(round) % 7 + 1;
    for (std::size_t i = 0; i < count; ++i) push(many[next++]);
    for (std::size_t i = next; i > first && deque.pop(); --i) ++many[i - 1].taken;
  }
  while (!deque.looks_empty()) std::this_thread::yield();
  over = true;
  thieves.clear();
  for (std::size_t i = 0; i < next; ++i) ASSERT_EQ(many[i].taken, 1) << "item " << i;
}

}  // namespace
