// Every fork_join implementation of the registry: right answers at several sizes and workers, threads that end, idle that is idle.
#include <gtest/gtest.h>
#include <poll.h>
#include <time.h>

#include <chrono>
#include <fstream>
#include <map>
#include <thread>

#include "workloads/mix.h"
#include "workloads/registry.h"

namespace {

using workloads::Computation;
using workloads::Implementation;
using workloads::Parameters;

constexpr std::array worker_counts{1, 2, 3, 8};

std::unique_ptr<Computation> make(const Implementation& implementation, std::string_view workload, const Parameters& parameters,
                                  int workers) {
  for (const auto& entry : std::get<std::vector<workloads::ForkJoinEntry>>(implementation.body))
    if (entry.workload == workload) return entry.make(parameters, workers);
  ADD_FAILURE() << implementation.id() << " has no cell for " << workload;
  return nullptr;
}

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

class ForkJoin : public testing::TestWithParam<const Implementation*> {
 protected:
  const Implementation& implementation() const { return *GetParam(); }

  std::vector<int> applicable_workers() const {
    std::vector<int> counts;
    for (const int workers : worker_counts)
      if (workers <= implementation().traits.max_workers) counts.push_back(workers);
    return counts;
  }

  void answers_at(std::string_view workload, std::string_view parameter, std::initializer_list<int> sizes) const {
    for (const int size : sizes)
      for (const int workers : applicable_workers()) {
        const auto computation = make(implementation(), workload, {{std::string(parameter), size}}, workers);
        ASSERT_NE(computation, nullptr);
        for (std::uint64_t run = 0; run < 2; ++run) {
          const std::uint64_t nonce = workloads::mix(run + 1);
          const std::uint64_t answer = computation->run(nonce);
          EXPECT_EQ(answer, computation->expected(nonce))
              << workload << ' ' << parameter << '=' << size << ", " << workers << " workers, run " << run;
        }
      }
  }
};

TEST_P(ForkJoin, GivesTheReferenceAnswerOfFib) { answers_at("fib", "n", {0, 1, 2, 10, 20}); }

TEST_P(ForkJoin, GivesTheReferenceAnswerOfSkynet) { answers_at("skynet", "depth", {0, 1, 2, 3, 4}); }

TEST_P(ForkJoin, ManyShortRunsLoseNoWakeUp) {
  for (const int workers : applicable_workers()) {
    const auto computation = make(implementation(), "fib", {{"n", 8}}, workers);
    for (std::uint64_t run = 0; run < 300; ++run) {
      const std::uint64_t answer = computation->run(workloads::mix(run));
      ASSERT_EQ(answer, computation->expected(workloads::mix(run))) << workers << " workers, run " << run;
    }
  }
}

TEST_P(ForkJoin, ThreadsEndWithTheCell) {
  std::thread([] {}).join();  // a sanitizer starts its own thread with the first
  const int before = threads_of_this_process();
  for (const int workers : applicable_workers()) make(implementation(), "fib", {{"n", 12}}, workers)->run(1);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);  // a joined thread leaves /proc a little later
  while (threads_of_this_process() > before && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_EQ(threads_of_this_process(), before);
}

TEST_P(ForkJoin, AnIdleCellUsesNoProcessor) {
  const auto computation = make(implementation(), "fib", {{"n", 12}}, applicable_workers().back());
  computation->run(1);
  poll(nullptr, 0, 20);  // contestants are given this long to fall asleep
  const auto before = cpu_of_this_process();
  poll(nullptr, 0, 200);
  EXPECT_LT(cpu_of_this_process() - before, std::chrono::milliseconds(10));
}

// The linker merges what two files define under one name: then one implementation would be measured as another.
TEST(EveryForkJoin, RunsItsOwnCode) {
  std::map<workloads::MakeComputation, std::string> makers;
  for (const auto& one : workloads::implementations()) {
    if (one.shape != "fork_join") continue;
    for (const auto& entry : std::get<std::vector<workloads::ForkJoinEntry>>(one.body)) {
      const auto [place, is_new] = makers.emplace(entry.make, one.id() + " " + std::string(entry.workload));
      EXPECT_TRUE(is_new) << one.id() << " " << entry.workload << " runs as " << place->second;
    }
  }
}

TEST_P(ForkJoin, ALimitHasAReason) {
  if (implementation().traits.max_workers != workloads::unlimited) {
    EXPECT_FALSE(implementation().traits.limit_reason.empty());
  }
}

std::vector<const Implementation*> every_implementation() {
  std::vector<const Implementation*> all;
  for (const auto& one : workloads::implementations())
    if (one.shape == "fork_join") all.push_back(&one);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Every, ForkJoin, testing::ValuesIn(every_implementation()),
                         [](const auto& tested) { return std::string(tested.param->model) + "_" + std::string(tested.param->backend); });

}  // namespace
