// ping_pong, blocking, no library: one party calls the other. What a turn costs without any waiting.
#include "impls/substrate/ping_pong/placement.h"
#include "workloads/ping_pong_cells.h"

namespace {

template <workloads::PingPongWorkload W>
class Serial {
 public:
  Serial(const W& workload, int) : workload_(workload) {}

  std::uint64_t run() {
    std::uint64_t value = workload_.first_value();
    for (std::uint64_t round = 0; round < workload_.rounds(); ++round) value = answer(round, workload_.turn(0, round, value));
    return value;
  }

 private:
  [[gnu::noinline]] std::uint64_t answer(std::uint64_t round, std::uint64_t value) const { return workload_.turn(1, round, value); }

  const W& workload_;
};

}  // namespace

FIVEWAYS_PING_PONG(Serial, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "a serial program has one thread", .threads = "the caller",
                   .remark = "a function call and its return: nobody waits");
