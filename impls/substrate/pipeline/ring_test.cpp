// Unit tests of the ring of one sender and one receiver.
#include "impls/substrate/pipeline/ring.h"

#include <gtest/gtest.h>

#include <thread>

namespace impls::pipeline {
namespace {

TEST(Ring, GivesItemsInOrderAndThenNothing) {
  Ring<int> ring(3);
  for (int i = 0; i < 3; ++i) ring.send(i);
  ring.close();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ring.receive(), i);
  EXPECT_EQ(ring.receive(), std::nullopt);
}

TEST(Ring, PassesManyItemsThroughLittleRoom) {
  constexpr int items = 2000;
  Ring<int> ring(1);
  std::jthread sender([&] {
    for (int i = 0; i < items; ++i) ring.send(i);
    ring.close();
  });
  for (int i = 0; i < items; ++i) ASSERT_EQ(ring.receive(), i);
  EXPECT_EQ(ring.receive(), std::nullopt);
}

}  // namespace
}  // namespace impls::pipeline
