// Every implementation of a computation in the registry: right answers at several sizes and workers, threads that end, idle that is idle.
#include <gtest/gtest.h>
#include <poll.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <thread>

#include "harness/conformance/computation.h"
#include "harness/upstream/upstream.h"
#include "workloads/mix.h"
#include "workloads/registry.h"

namespace {

using workloads::Implementation;
using workloads::Parameters;
using workloads::Traits;

constexpr std::array worker_counts{1, 2, 3, 8};

int threads_of_this_process() {
  std::ifstream status("/proc/self/status");
  std::string word;
  int threads = 0;
  while (status >> word && word != "Threads:") continue;
  status >> threads;
  return threads;
}

std::chrono::nanoseconds cpu_of_this_process() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

class EveryComputation : public testing::TestWithParam<const Implementation*> {
 protected:
  const Implementation& implementation() const { return *GetParam(); }
  const std::vector<workloads::ComputationEntry>& entries() const {
    return std::get<std::vector<workloads::ComputationEntry>>(implementation().body);
  }

  void SetUp() override {
    if (const std::string reason = implementation().unavailable(); !reason.empty()) GTEST_SKIP() << "not available here: " << reason;
    const auto refused = [this](const auto& entry) { return sizes(entry).empty(); };
    if (std::ranges::all_of(entries(), refused)) GTEST_SKIP() << implementation().id() << " refuses every size of every workload";
  }

  std::unique_ptr<workloads::Computation> made(const workloads::ComputationEntry& entry, const Parameters& size, int workers) const {
    static harness::Upstreams upstreams({}, FIVEWAYS_PROGRAM);  // ends with the process
    return entry.make(size, workers, upstreams.around(*workloads::find_workload(entry.workload), size));
  }

  std::vector<int> applicable_workers() const {
    std::vector<int> counts;
    for (const int workers : worker_counts)
      if (workers <= implementation().traits.max_workers) counts.push_back(workers);
    return counts;
  }

  // Those of the sizes that conformance tries which the implementation takes, smallest first.
  std::vector<Parameters> sizes(const workloads::ComputationEntry& entry) const {
    const auto& workload = *workloads::find_workload(entry.workload);
    auto all = harness::conformance::sizes_of(workload);
    std::erase_if(all, [&](const Parameters& one) {
      return workload.units(one) > implementation().traits.max_units || !implementation().refusal(one).empty();
    });
    return all;
  }
};

TEST_P(EveryComputation, GivesTheReferenceAnswerOfEveryWorkload) {
  ASSERT_FALSE(entries().empty());
  for (const auto& entry : entries())
    for (const Parameters& size : sizes(entry))
      for (const int workers : applicable_workers()) {
        const auto computation = made(entry, size, workers);
        for (std::uint64_t run = 0; run < 2; ++run) {
          const std::uint64_t nonce = workloads::mix(run + 1);
          const std::uint64_t answer = computation->run(nonce);
          EXPECT_EQ(answer, computation->expected(nonce))
              << entry.workload << ' ' << testing::PrintToString(size) << ", " << workers << " workers, run " << run;
        }
      }
}

TEST_P(EveryComputation, ManyShortRunsLoseNoWakeUp) {
  const auto& entry = entries().front();
  const Parameters size = sizes(entry).at(std::min<std::size_t>(2, sizes(entry).size() - 1));
  for (const int workers : applicable_workers()) {
    const auto computation = made(entry, size, workers);
    for (std::uint64_t run = 0; run < 300; ++run) {
      const std::uint64_t answer = computation->run(workloads::mix(run));
      ASSERT_EQ(answer, computation->expected(workloads::mix(run))) << workers << " workers, run " << run;
    }
  }
}

TEST_P(EveryComputation, ThreadsEndWithTheCell) {
  std::thread([] {}).join();  // a sanitizer starts its own thread with the first
  const int before = threads_of_this_process();
  for (const int workers : applicable_workers()) made(entries().front(), sizes(entries().front()).back(), workers)->run(1);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);  // a joined thread leaves /proc a little later
  while (threads_of_this_process() > before && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_EQ(threads_of_this_process(), before);
}

// One of several windows is enough: a cell that looks for work while it has none is busy in all, a busy machine is not.
TEST_P(EveryComputation, AnIdleCellUsesNoProcessor) {
  const auto computation = made(entries().front(), sizes(entries().front()).back(), applicable_workers().back());
  computation->run(1);
  std::chrono::nanoseconds least = std::chrono::hours(1);
  for (int window = 0; window < 5 && least >= std::chrono::milliseconds(10); ++window) {
    poll(nullptr, 0, 20);  // contestants are given this long to fall asleep
    const auto before = cpu_of_this_process();
    poll(nullptr, 0, 200);
    least = std::min(least, cpu_of_this_process() - before);
  }
  EXPECT_LT(least, std::chrono::milliseconds(10));
}

TEST_P(EveryComputation, ForkedAndInlineAreAllNodesAndNoMoreAreStolenThanForked) {
  constexpr std::uint64_t runs = 3;
  for (const auto& entry : entries())
    for (const int workers : applicable_workers()) {
      const auto computation = made(entry, sizes(entry).back(), workers);
      for (std::uint64_t run = 0; run < runs; ++run) computation->run(workloads::mix(run));
      const auto [forked, run_inline, stolen] = computation->fork_counts();
      EXPECT_EQ(forked.has_value(), run_inline.has_value());
      if (forked) {
        EXPECT_EQ(*forked + *run_inline, runs * computation->units()) << entry.workload;
        EXPECT_LE(stolen.value_or(0), *forked) << entry.workload;
      }
      if (workers == 1) {
        EXPECT_EQ(stolen.value_or(0), 0U) << entry.workload;
      }
    }
}

// The linker merges what two files define under one name: then one implementation would be measured as another.
TEST(Computations, RunTheirOwnCode) {
  std::map<workloads::MakeComputation, std::string> makers;
  for (const auto& one : workloads::implementations()) {
    if (workloads::shape_named(one.shape).service) continue;
    for (const auto& entry : std::get<std::vector<workloads::ComputationEntry>>(one.body)) {
      const auto [place, is_new] = makers.emplace(entry.make, one.id() + " " + std::string(entry.workload));
      EXPECT_TRUE(is_new) << one.id() << " " << entry.workload << " runs as " << place->second;
    }
  }
}

TEST_P(EveryComputation, ALimitHasAReason) {
  const auto& traits = implementation().traits;
  const bool limited = traits.max_workers != workloads::unlimited || traits.max_units != Traits{}.max_units;
  EXPECT_EQ(limited, !traits.limit_reason.empty());
}

std::vector<const Implementation*> every_implementation() {
  std::vector<const Implementation*> all;
  for (const auto& one : workloads::implementations())
    if (!workloads::shape_named(one.shape).service) all.push_back(&one);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Every, EveryComputation, testing::ValuesIn(every_implementation()), [](const auto& tested) {
  return std::string(tested.param->shape) + "_" + std::string(tested.param->model) + "_" + std::string(tested.param->backend);
});

}  // namespace
