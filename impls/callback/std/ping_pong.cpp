// ping_pong, callbacks, no library: two closures of one thread that put each other on a run queue.
#include <functional>
#include <queue>

#include "impls/substrate/ping_pong/placement.h"
#include "workloads/ping_pong_cells.h"

namespace {

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int) : workload_(workload) {}

  std::uint64_t run() {
    std::uint64_t last = 0;
    begin(0, workload_.first_value(), last);
    while (!queue_.empty()) {
      const auto next = std::move(queue_.front());
      queue_.pop();
      next();
    }
    return last;
  }

 private:
  void begin(std::uint64_t round, std::uint64_t value, std::uint64_t& last) {
    last = value;
    if (round == workload_.rounds()) return;
    queue_.emplace([this, round, &last, sent = workload_.turn(0, round, value)] { answer(round, sent, last); });
  }

  void answer(std::uint64_t round, std::uint64_t value, std::uint64_t& last) {
    queue_.emplace([this, round, &last, sent = workload_.turn(1, round, value)] { begin(round + 1, sent, last); });
  }

  const W& workload_;
  std::queue<std::function<void()>> queue_;
};

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "both closures run on one thread", .threads = "the caller",
                   .remark = "a queue of std::function; each hand-over allocates its closure");
