#pragma once
// The two parties as continuations of promises that the executor settles, for all executors that have one worker.

#include "impls/substrate/executor/future.h"
#include "workloads/shapes/ping_pong.h"

namespace impls::ping_pong {

/// A turn ends with the promise of its value, and goes on with nothing: a chain of all rounds would be kept until the last.
template <workloads::PingPongWorkload W, Executor E>
class Promises {
 public:
  Promises(const W& workload, int workers) : workload_(workload), executor_(workers) {}

  std::uint64_t run() {
    std::uint64_t last = 0;
    executor_.run([&](typename E::Done& done) { begin({&done, &last}, 0, workload_.first_value()); });
    return last;
  }

 private:
  struct End {
    typename E::Done* done;
    std::uint64_t* last;
  };

  void begin(End end, std::uint64_t round, std::uint64_t value) {
    if (round == workload_.rounds()) {
      *end.last = value;
      return end.done->arrive();
    }
    hand_over(workload_.turn(0, round, value), [this, end, round](std::uint64_t sent) { answer(end, round, sent); });
  }

  void answer(End end, std::uint64_t round, std::uint64_t value) {
    hand_over(workload_.turn(1, round, value), [this, end, round](std::uint64_t sent) { begin(end, round + 1, sent); });
  }

  // The value, once the executor has come round to it, is what `then` goes on with.
  template <class Then>
  void hand_over(std::uint64_t value, Then then) {
    auto promised = async(executor_, [value] { return Future(value); });
    static_cast<void>(std::move(promised).then([then](std::uint64_t sent) {
      then(sent);
      return true;
    }));
  }

  const W& workload_;
  E executor_;
};

}  // namespace impls::ping_pong
