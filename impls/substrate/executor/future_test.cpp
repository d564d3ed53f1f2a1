// The future of executors lets go of what it no longer needs.
#include "impls/substrate/executor/future.h"

#include <gtest/gtest.h>

namespace {

using impls::Future;
using impls::State;

struct Counted {
  Counted() { ++alive; }
  Counted(const Counted&) { ++alive; }
  Counted& operator=(const Counted&) = default;
  ~Counted() { --alive; }
  static inline int alive = 0;
};

TEST(Future, LetsGoOfItsStateWhenItsValueIsTaken) {
  Future<Counted> future(State<Counted>::make());
  const int with_state = Counted::alive;
  auto state = State<Counted>::make();
  future = Future<Counted>(state);
  std::exchange(state, nullptr)->fulfil({});
  EXPECT_EQ(Counted::alive, with_state);
  static_cast<void>(future.take());
  EXPECT_EQ(Counted::alive, with_state - 1);
}

}  // namespace
