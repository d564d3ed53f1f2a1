// Unit tests of the mailbox and its loop.
#include "impls/substrate/ping_pong/mailbox.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace impls::ping_pong {
namespace {

using workloads::Placement;

TEST(Mailbox, KeepsAValueUntilItIsTaken) {
  for (const Placement placement : {Placement::same_core, Placement::cross_core_blocking, Placement::cross_core_spinning}) {
    Mailbox mailbox(placement);
    for (std::uint64_t value = 1; value < 4; ++value) {
      mailbox.put(value);
      EXPECT_EQ(mailbox.take(), value);
    }
  }
}

TEST(Mailbox, WakesItsOwnerWithEveryValue) {
  Mailbox there(Placement::cross_core_blocking);
  Mailbox back(Placement::cross_core_blocking);
  std::jthread echo([&] {
    for (int i = 0; i < 1000; ++i) back.put(there.take() + 1);
  });
  std::uint64_t value = 0;
  for (int i = 0; i < 1000; ++i) {
    there.put(value);
    value = back.take();
  }
  EXPECT_EQ(value, 1000U);
}

struct Keeps : Receiver {
  Keeps(Loop& its_loop, int wanted) : loop(its_loop), left(wanted) {
    received = [](Receiver& self, std::uint64_t value) {
      auto& keeps = static_cast<Keeps&>(self);
      keeps.values.push_back(value);
      if (--keeps.left > 0) keeps.loop.await(keeps), keeps.loop.mailbox.put(value + 1);
    };
  }
  Loop& loop;
  int left;
  std::vector<std::uint64_t> values;
};

TEST(Loop, DeliversUntilNobodyWaits) {
  Loop loop(Placement::same_core);
  Keeps keeps(loop, 3);
  loop.await(keeps);
  loop.mailbox.put(5);
  loop.run();
  EXPECT_EQ(keeps.values, (std::vector<std::uint64_t>{5, 6, 7}));
}

TEST(Loop, EndsAtOnceIfNobodyWaits) { Loop(Placement::cross_core_blocking).run(); }

}  // namespace
}  // namespace impls::ping_pong
