// Frames lie one above the other; a stack passes from worker to worker with the frame at its top; segments are used again.
#include "impls/substrate/stealing/frame_stack.h"

#include <gtest/gtest.h>

#include <cstring>

namespace {

using impls::stealing::FrameStack;
using impls::stealing::Segment;
using impls::stealing::Segments;

TEST(FrameStack, GivesTheSamePlaceAgain) {
  Segments segments;
  FrameStack stack(segments);
  void* const first = stack.allocate(100);
  void* const second = stack.allocate(100);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(second) % 16, 0u);
  stack.free(second);
  EXPECT_EQ(stack.allocate(40), second);
  stack.free(second);
  stack.free(first);
  EXPECT_EQ(stack.allocate(1), first);
}

TEST(FrameStack, GoesOnInFurtherSegmentsAndUsesThemAgain) {
  Segments segments;
  FrameStack stack(segments);
  constexpr std::size_t bytes = 1000;
  std::vector<void*> frames;
  const auto up = [&] {
    for (int i = 0; i < 100; ++i) {
      frames.push_back(stack.allocate(bytes));
      std::memset(frames.back(), i, bytes);
    }
  };
  const auto down = [&] {
    for (; !frames.empty(); frames.pop_back()) {
      EXPECT_EQ(*static_cast<unsigned char*>(frames.back()), (frames.size() - 1) % 100);
      stack.free(frames.back());
    }
  };
  up();
  const std::size_t made = segments.made();
  EXPECT_EQ(made, 100 / (Segment::bytes / bytes) + 1);
  for (int round = 0; round < 3; ++round) {
    down();
    up();
  }
  EXPECT_EQ(segments.made(), made);
  down();
}

TEST(FrameStack, PassesToAnotherWorkerWithTheFrameAtItsTop) {
  Segments segments;
  FrameStack victim(segments);
  FrameStack thief(segments);
  void* const root = victim.allocate(64);
  void* const parent = victim.allocate(64);
  void* const left_child = victim.allocate(64);
  void* const right_child = thief.allocate(64);  // of the stolen parent
  victim.free(left_child);
  ASSERT_TRUE(victim.offer(parent));
  victim.start_empty();
  thief.free(right_child);
  EXPECT_FALSE(thief.offer(parent));
  thief.take_over(parent);
  EXPECT_EQ(thief.allocate(64), left_child);
  thief.free(left_child);
  thief.free(parent);
  EXPECT_EQ(thief.allocate(64), parent);
  thief.free(parent);
  thief.free(root);
}

TEST(FrameStack, IsOfferedWhenTheChildLayInANewSegment) {
  Segments segments;
  FrameStack stack(segments);
  void* const parent = stack.allocate(Segment::bytes / 2);
  void* const child = stack.allocate(Segment::bytes / 2);
  ASSERT_TRUE(Segment::differ(parent, child));
  stack.free(child);
  EXPECT_TRUE(stack.offer(parent));
  stack.start_empty();
  stack.take_over(parent);
  stack.free(parent);
  EXPECT_EQ(segments.made(), 2u);
}

TEST(FrameStackDeathTest, SaysWhatToDoAboutALargeFrame) {
  Segments segments;
  FrameStack stack(segments);
  EXPECT_DEATH(stack.allocate(Segment::bytes), "make Segment::bytes");
}

}  // namespace
