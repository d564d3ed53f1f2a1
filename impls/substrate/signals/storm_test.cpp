// Every cell of `signals` leaves the process as it found it: mask, handlers, pending signals, CPUs.
#include "impls/substrate/signals/storm.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "workloads/registry.h"

namespace impls::signals {
namespace {

struct ProcessState {
  ProcessState() {
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    sigpending(&pending);
    for (std::size_t i = 0; i < handlers.size(); ++i) {
      struct sigaction action {};
      sigaction(numbers[i], nullptr, &action);
      handlers[i] = action.sa_handler;
    }
    cpus = substrate::usable_cpus();
  }

  static inline const std::array<int, 4> numbers{SIGUSR1, SIGUSR2, SIGRTMIN, SIGRTMIN + 1};
  sigset_t mask{};
  sigset_t pending{};
  std::array<void (*)(int), 4> handlers{};
  std::vector<int> cpus;
};

bool same(const sigset_t& one, const sigset_t& other) {
  for (const int number : ProcessState::numbers)
    if (sigismember(&one, number) != sigismember(&other, number)) return false;
  return true;
}

TEST(SignalCells, LeaveTheProcessAsTheyFoundIt) {
  for (const auto& one : workloads::implementations()) {
    if (one.shape != "signals" || !one.unavailable().empty()) continue;
    const auto make = std::get<std::vector<workloads::ComputationEntry>>(one.body).front().make;
    for (const std::int64_t queued : {0, 1}) {
      const ProcessState before;
      {
        const auto cell = make({{"signals", 40}, {"burst", 4}, {"queued", queued}}, 1, {});
        EXPECT_EQ(cell->run(1), cell->expected(1)) << one.id();
      }
      const ProcessState after;
      EXPECT_TRUE(same(before.mask, after.mask)) << one.id();
      EXPECT_TRUE(same(before.pending, after.pending)) << one.id();
      EXPECT_EQ(before.handlers, after.handlers) << one.id();
      EXPECT_EQ(before.cpus, after.cpus) << one.id();
    }
  }
}

TEST(Blocked, TakesWhatIsPendingBeforeItRestoresTheMask) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  {
    const Blocked blocked(set);
    kill(getpid(), SIGUSR1);  // would end this process if it were still pending afterwards
  }
  sigset_t pending;
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGUSR1), 0);
}

}  // namespace
}  // namespace impls::signals
