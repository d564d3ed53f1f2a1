// Every fork_join implementation, compiled with workloads that only tests have: errors reach the caller, `workers` is honest.
#include <gtest/gtest.h>

#include "tests/faulty/fork_join/gathering.h"
#include "tests/faulty/fork_join/throwing.h"
#include "workloads/registry.h"

namespace {

using workloads::Implementation;

class ForkJoinFaults : public testing::TestWithParam<const Implementation*> {
 protected:
  std::unique_ptr<workloads::Computation> make(std::string_view workload, int workers) const {
    for (const auto& entry : std::get<std::vector<workloads::ComputationEntry>>(GetParam()->body))
      if (entry.workload == workload) return entry.make({}, workers, {});
    return nullptr;
  }
  bool can_use(int workers) const { return workers <= GetParam()->traits.max_workers; }
};

TEST_P(ForkJoinFaults, WhatAMemberOfTheWorkloadThrowsReachesTheCallerOfRun) {
  for (const int workers : {1, 2, 3}) {
    if (!can_use(workers)) continue;
    const auto computation = make("throwing", workers);
    for (int round = 0; round < 20; ++round)
      for (std::uint64_t thrower = faulty::nothing + 1; thrower < faulty::throwers; ++thrower) {
        EXPECT_THROW(computation->run(thrower), std::runtime_error) << "thrower " << thrower << ", " << workers << " workers";
        EXPECT_EQ(computation->run(faulty::nothing), computation->expected(faulty::nothing)) << "after thrower " << thrower;
      }
  }
}

TEST_P(ForkJoinFaults, AsManyThreadsVisitAtOnceAsThereAreWorkersAndNoMore) {
  for (const int workers : {1, 2, 3, 8}) {
    if (!can_use(workers)) continue;
    const auto computation = make("gathering", workers);
    for (int run = 0; run < 5; ++run) {
      faulty::Gathering::wanted = workers;
      faulty::Gathering::most_inside = 0;
      EXPECT_EQ(computation->run(1), computation->expected(1));
      EXPECT_EQ(faulty::Gathering::most_inside, workers);
    }
  }
}

std::vector<const Implementation*> every_implementation() {
  std::vector<const Implementation*> all;
  for (const auto& one : workloads::implementations()) all.push_back(&one);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Every, ForkJoinFaults, testing::ValuesIn(every_implementation()),
                         [](const auto& tested) { return std::string(tested.param->model) + "_" + std::string(tested.param->backend); });

}  // namespace
