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

class RingOfCapacity : public testing::TestWithParam<std::size_t> {};

TEST_P(RingOfCapacity, PassesManyItemsWhateverItsRoom) {
  constexpr int items = 2000;
  Ring<int> ring(GetParam());
  std::jthread sender([&] {
    for (int i = 0; i < items; ++i) ring.send(i);
    ring.close();
  });
  for (int i = 0; i < items; ++i) ASSERT_EQ(ring.receive(), i);
  EXPECT_EQ(ring.receive(), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Every, RingOfCapacity, testing::Values(1, 2, 3, 7, 64, 1000));

}  // namespace
}  // namespace impls::pipeline
