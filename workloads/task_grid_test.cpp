// Unit tests of the grids of tasks: dependences of each pattern, the reference answer against the tasks, and what must change the answer.
#include "workloads/task_grid.h"

#include <gmock/gmock.h>

#include "workloads/cpu/fft.h"
#include "workloads/cpu/random.h"
#include "workloads/cpu/stencil.h"
#include "workloads/cpu/tree.h"
#include "workloads/cpu/trivial.h"

namespace workloads {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Parameters size(int steps, int width) { return {{"steps", steps}, {"width", width}, {"rounds", 3}}; }

void run_all(TaskGrid& grid) {
  for (int step = 0; step < grid.steps(); ++step)
    for (int column = 0; column < grid.width(); ++column) grid.run_task(step, column);
}

template <class W>
class EveryPattern : public testing::Test {};
using Patterns = testing::Types<Trivial, Stencil, Fft, Tree, Random>;
TYPED_TEST_SUITE(EveryPattern, Patterns);

TYPED_TEST(EveryPattern, TheReferenceAnswerIsThatOfTheTasks) {
  for (const int steps : {1, 2, 9})
    for (const int width : {1, 2, 3, 8, 13}) {
      TypeParam grid(size(steps, width));
      for (const std::uint64_t nonce : {std::uint64_t{0}, std::uint64_t{0xfedcba9876543210}}) {
        grid.begin(nonce);
        run_all(grid);
        EXPECT_EQ(grid.digest(), grid.expected()) << steps << " x " << width;
      }
      EXPECT_EQ(grid.units(), static_cast<std::uint64_t>(steps * width));
    }
}

TYPED_TEST(EveryPattern, ConsumersAreTheInputsReadTheOtherWay) {
  const TypeParam grid(size(20, 11));
  for (int step = 0; step + 1 < grid.steps(); ++step)
    for (int column = 0; column < grid.width(); ++column)
      for (int later = 0; later < grid.width(); ++later) {
        const auto inputs = grid.inputs(step + 1, later);
        const auto consumers = grid.consumers(step, column);
        EXPECT_EQ(std::ranges::count(inputs, column), std::ranges::count(consumers, later));
        EXPECT_LE(inputs.size(), TaskGrid::most_inputs);
      }
}

TYPED_TEST(EveryPattern, ATaskThatDidNotRunChangesTheAnswer) {
  for (int missing = 0; missing < 12; ++missing) {
    TypeParam grid(size(4, 3));
    grid.begin(1);
    run_all(grid);
    grid.begin(2);
    for (int task = 0; task < 12; ++task)
      if (task != missing) grid.run_task(task / 3, task % 3);
    EXPECT_NE(grid.digest(), grid.expected()) << "task " << missing;
  }
}

TYPED_TEST(EveryPattern, ATaskBeforeItsInputsChangesTheAnswer) {
  TypeParam grid(size(3, 4));
  if (grid.inputs(2, 0).empty()) return;  // trivial: nothing can be early
  grid.begin(7);
  for (const int step : {0, 2, 1})
    for (int column = 0; column < 4; ++column) grid.run_task(step, column);
  EXPECT_NE(grid.digest(), grid.expected());
}

TEST(TaskGrid, ATaskThatRunsTwiceBeforeItsConsumersIsTheSame) {
  Stencil grid(size(2, 2));
  grid.begin(5);
  grid.run_task(0, 0);
  run_all(grid);
  EXPECT_EQ(grid.digest(), grid.expected());
}

TEST(TaskGrid, TheAnswerDependsOnTheRounds) {
  Stencil few({{"steps", 2}, {"width", 2}, {"rounds", 0}});
  Stencil many({{"steps", 2}, {"width", 2}, {"rounds", 1}});
  EXPECT_NE(few.expected(), many.expected());
}

TEST(TaskGrid, PatternsAreThoseOfTheirNames) {
  EXPECT_THAT(Trivial(size(3, 8)).inputs(1, 3), IsEmpty());
  EXPECT_THAT(Stencil(size(3, 8)).inputs(1, 3), ElementsAre(2, 3, 4));
  EXPECT_THAT(Stencil(size(3, 8)).inputs(1, 0), ElementsAre(0, 1));
  EXPECT_THAT(Stencil(size(3, 8)).inputs(0, 3), IsEmpty());
  EXPECT_THAT(Fft(size(5, 8)).inputs(1, 3), ElementsAre(1, 3, 5));
  EXPECT_THAT(Fft(size(5, 8)).inputs(2, 3), ElementsAre(3, 7));
  EXPECT_THAT(Fft(size(5, 8)).inputs(3, 3), ElementsAre(2, 3, 4));
  EXPECT_THAT(Tree(size(3, 8)).inputs(1, 5), ElementsAre(2));
  EXPECT_THAT(Tree(size(3, 8)).consumers(0, 2), ElementsAre(4, 5));
  EXPECT_THAT(Tree(size(3, 8)).consumers(0, 5), IsEmpty());
}

TEST(TaskGrid, RootsAndSinksAreTheTasksWithoutInputsAndConsumers) {
  EXPECT_EQ(Trivial(size(3, 8)).roots().size(), 24U);
  EXPECT_EQ(Trivial(size(3, 8)).sinks().size(), 24U);
  EXPECT_EQ(Stencil(size(3, 8)).roots().size(), 8U);
  EXPECT_EQ(Stencil(size(3, 8)).sinks().size(), 8U);
  EXPECT_EQ(Tree(size(3, 8)).sinks().size(), 4U + 4U + 8U);
}

}  // namespace
}  // namespace workloads
