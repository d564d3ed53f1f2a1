// The stealing cell compiled with yields at the places where its threads race, so that rare orders of events become common.
#include <gtest/gtest.h>

#include <thread>

#include "impls/substrate/stealing/barrier.h"
#include "workloads/mix.h"
#include "workloads/registry.h"

namespace impls::stealing {

// Mostly nothing, so that the threads drift; sometimes the rest of the time slice; sometimes about as long as a steal takes.
void yield_point() noexcept {
  static std::atomic<std::uint64_t> threads = 0;
  thread_local std::uint64_t random = workloads::mix(++threads);
  random = workloads::mix(random);
  if (random % 8 == 0) std::this_thread::yield();
  if (random % 32 == 1)
    for (int i = 0; i < 500; ++i) std::atomic_signal_fence(std::memory_order_seq_cst);
}

}  // namespace impls::stealing

namespace {

struct Case {
  std::string_view workload;
  std::string_view parameter;
  int size;
};

class StealingStress : public testing::TestWithParam<Case> {
 protected:
  void answers_are_right(int runs) const {
    const auto& cell = workloads::find_implementation("fork_join", "coroutine/stealing")->body;
    for (const auto& entry : std::get<std::vector<workloads::ComputationEntry>>(cell)) {
      if (entry.workload != GetParam().workload) continue;
      for (const int workers : {2, 3, 5}) {
        const auto computation = entry.make({{std::string(GetParam().parameter), GetParam().size}}, workers, {});
        for (int run = 0; run < runs; ++run) {
          const std::uint64_t nonce = workloads::mix(static_cast<std::uint64_t>(run));
          const std::uint64_t answer = computation->run(nonce);
          ASSERT_EQ(answer, computation->expected(nonce)) << workers << " workers, run " << run;
        }
      }
    }
  }
};

TEST_P(StealingStress, LosesAndRepeatsNothing) { answers_are_right(200); }

TEST_P(StealingStress, LosesAndRepeatsNothingWhereTheKernelHasNoMembarrier) {
  impls::stealing::prepare_barriers();
  const bool works = std::exchange(impls::stealing::membarrier_works, false);
  answers_are_right(200);
  impls::stealing::membarrier_works = works;
}

INSTANTIATE_TEST_SUITE_P(Every, StealingStress,
                         testing::Values(Case{"fib", "n", 1}, Case{"fib", "n", 4}, Case{"fib", "n", 13}, Case{"skynet", "depth", 1},
                                         Case{"skynet", "depth", 2}));

}  // namespace
