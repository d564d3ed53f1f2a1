// ping_pong, stackful coroutines, Boost.Fiber: two fibers of one thread that yield to each other.
#include <boost/fiber/fiber.hpp>
#include <boost/fiber/operations.hpp>

#include "impls/substrate/fiber/sanitizers.h"
#include "impls/substrate/ping_pong/placement.h"
#include "workloads/ping_pong_cells.h"

namespace {

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int) : workload_(workload) {}

  std::uint64_t run() {
    value_ = workload_.first_value();
    turn_of_ = 0;
    boost::fibers::fiber first([this] { play(0); });
    boost::fibers::fiber second([this] { play(1); });
    first.join();
    second.join();
    return value_;
  }

 private:
  void play(int party) {
    for (std::uint64_t round = 0; round < workload_.rounds(); ++round) {
      while (turn_of_ != party) boost::this_fiber::yield();
      value_ = workload_.turn(party, round, value_);
      turn_of_ = 1 - party;
    }
  }

  const W& workload_;
  std::uint64_t value_ = 0;
  int turn_of_ = 0;
};

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "both fibers run on one thread", .threads = "the caller",
                   .unavailable = impls::substrate::why_no_stack_switching,
                   .remark = "a hand-over is a yield through the library's round-robin scheduler; stacks are allocated for each run");
