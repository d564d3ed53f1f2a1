// ping_pong, promises, our promise on one thread: each turn is a link of a chain.
#include "impls/substrate/ping_pong/placement.h"
#include "impls/substrate/promise/promise.h"
#include "workloads/ping_pong_cells.h"

namespace {

using impls::substrate::fulfilled;
using impls::substrate::Promise;

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int) : workload_(workload) {}

  std::uint64_t run() {
    std::uint64_t last = 0;
    play(0, workload_.first_value()).then([&last](std::uint64_t value) { last = value; }).detach();
    return last;
  }

 private:
  Promise<std::uint64_t> play(std::uint64_t round, std::uint64_t value) {
    if (round == workload_.rounds()) return fulfilled(value);
    return fulfilled(workload_.turn(0, round, value))
        .then([this, round](std::uint64_t sent) { return workload_.turn(1, round, sent); })
        .then([this, round](std::uint64_t answer) { return play(round + 1, answer); });
  }

  const W& workload_;
};

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "our promise belongs to one thread", .threads = "the caller",
                   .remark = "the promise's own queue of settled links is the run queue; it recycles its memory");
