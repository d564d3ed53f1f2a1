// Workers sleep when there is nothing to do and come when there is; a parent is stolen while its child runs.
#include "impls/substrate/stealing/workers.h"

#include <gtest/gtest.h>

#include "impls/substrate/stealing/visit.h"

namespace {

using impls::stealing::Fork;
using impls::stealing::Last;
using impls::stealing::Root;
using impls::stealing::Self;
using impls::stealing::Workers;

// A root with two leaves; the first ends only once the second was visited, so by another thread.
struct Meeting {
  using Node = int;
  using Result = int;
  static constexpr int max_children = 2;

  Node root() const { return 0; }
  int child(Node, int index) const { return index + 1; }
  int leaf(Node node) const {
    if (node == 2) second_visited = true;
    while (!second_visited) std::this_thread::yield();
    return node;
  }

  mutable std::atomic<bool> second_visited = false;
};

struct Cell {
  template <class From>
  static impls::stealing::Visit<Meeting, Cell> visit([[maybe_unused]] From from) {
    const auto& self = co_await Self{};
    if (self.node != 0) co_return self.workload.leaf(self.node);
    co_await Fork{0};
    const auto results = co_await Last{1};
    co_return 10 * results[0] + results[1];
  }
};

int meet(Workers& workers) {
  const Meeting meeting;
  int result = 0;
  workers.run([&] { Cell::visit(Root<Meeting>{meeting, result}); });
  return result;
}

void wait_until_asleep(const Workers& workers, int count) {
  while (workers.asleep() != count) std::this_thread::yield();
}

TEST(Workers, FallAsleepWithoutWork) {
  Workers workers(4);
  wait_until_asleep(workers, 3);
}

TEST(Workers, AnAwakeOrSleepingWorkerTakesTheParentAtOnce) {
  Workers workers(2);
  for (std::uint64_t run = 1; run <= 200; ++run) {
    if (run % 2 == 0) wait_until_asleep(workers, 1);
    ASSERT_EQ(meet(workers), 12);
    ASSERT_EQ(workers.steals(), run);
  }
}

TEST(Workers, EndWhileTheyLookOrSleep) {
  for (int i = 0; i < 50; ++i) {
    Workers workers(3);
    if (i % 2 == 0) meet(workers);
  }
}

}  // namespace
