// Every atom as it is registered: it does what it is told, as often as it is told, in every placement.
#include "harness/atoms/atoms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "harness/machine/cpus.h"

namespace {

using harness::PlacedAtom;

std::vector<PlacedAtom> all() { return harness::placed_atoms(harness::allowed_cpus()); }

class AtomTest : public testing::TestWithParam<PlacedAtom> {};

TEST_P(AtomTest, DoesAsManyOperationsAsItIsTold) {
  const auto run = GetParam().atom->make(GetParam().place);
  for (const std::int64_t operations : {1, 2, 33, 64, 500}) EXPECT_EQ(run->run(operations), operations);
}

TEST_P(AtomTest, EndsThoughItNeverRan) { GetParam().atom->make(GetParam().place); }

INSTANTIATE_TEST_SUITE_P(Atoms, AtomTest, testing::ValuesIn(all()), [](const auto& each) {
  std::string name = each.param.name;
  std::ranges::replace(name, '/', '_');
  return name;
});

TEST(Atoms, HaveNamesOfTheirOwnAndSayWhatOneOperationIs) {
  std::set<std::string> names;
  for (const PlacedAtom& one : all()) {
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    EXPECT_GT(one.atom->operation.size(), 10U) << one.name;
  }
  EXPECT_TRUE(names.contains(std::string(workloads::unit_atom)));
}

TEST(Atoms, WithoutASecondCpuAreLeftOutByName) {
  const auto left_out = harness::atoms_left_out({0});
  EXPECT_NE(std::ranges::find(left_out, "wake_ups/futex/two_cpus"), left_out.end());
  EXPECT_EQ(harness::placed_atoms({0}).size() + left_out.size(), harness::placed_atoms({0, 1}).size());
  EXPECT_TRUE(harness::atoms_left_out({0, 1}).empty());
}

}  // namespace
