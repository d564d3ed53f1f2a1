// ping_pong, multithreaded, no library: whose turn it is stands under a mutex; a condition variable tells.
#include <condition_variable>
#include <mutex>

#include "impls/substrate/ping_pong/placement.h"
#include "workloads/ping_pong_cells.h"

namespace {

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int) : workload_(workload), threads_(workload.placement()) {}

  std::uint64_t run() {
    value_ = workload_.first_value();
    threads_.run([this](int party) {
      for (std::uint64_t round = 0; round < workload_.rounds(); ++round) take_turn(party, round);
    });
    return value_;
  }

 private:
  void take_turn(int party, std::uint64_t round) {
    {
      std::unique_lock lock(mutex_);
      handed_over_.wait(lock, [&] { return turn_of_ == party; });
      value_ = workload_.turn(party, round, value_);
      turn_of_ = 1 - party;
    }
    handed_over_.notify_one();
  }

  const W& workload_;
  impls::ping_pong::TwoThreads threads_;
  std::mutex mutex_;
  std::condition_variable handed_over_;
  int turn_of_ = 0;
  std::uint64_t value_ = 0;
};

std::string refuses(const workloads::Parameters& parameters) {
  if (workloads::placement_of(parameters) == workloads::Placement::cross_core_spinning) return "a condition variable waits asleep";
  return impls::ping_pong::two_threads_refuse(parameters);
}

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .refuses = refuses, .threads = impls::ping_pong::two_threads, .remark = "one mutex, one condition variable");
