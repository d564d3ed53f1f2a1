#pragma once
// The two parties as coroutines that schedule each other; the executor's task lies beside them.

#include <array>
#include <coroutine>

#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/executor/frame_scheduler.h"
#include "workloads/shapes/ping_pong.h"

namespace impls::ping_pong {

/// What the parties of one run share. The executor must run one frame at a time.
template <workloads::PingPongWorkload W, Executor E>
struct Exchange {
  struct Waiting : FrameScheduler<E>::Hook {
    std::coroutine_handle<> frame;
  };

  Exchange(const W& its_workload, E& executor) : workload(its_workload), scheduler{executor}, value(its_workload.first_value()) {}

  void wake(int party) {
    Waiting& other = waiting[static_cast<std::size_t>(party)];
    scheduler.schedule(other, other.frame);
  }

  const W& workload;
  FrameScheduler<E> scheduler;
  std::uint64_t value;
  std::array<Waiting, 2> waiting;
  typename E::Done* done = nullptr;
};

/// `co_await Wait` sleeps until the other party wakes this one; `co_await Pass` wakes the other and then does the same.
template <class Exchange>
struct Wait {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) { exchange.waiting[party].frame = frame; }
  void await_resume() const noexcept {}
  Exchange& exchange;
  std::size_t party;
};
template <class Exchange>
struct Pass : Wait<Exchange> {
  void await_suspend(std::coroutine_handle<> frame) {
    Wait<Exchange>::await_suspend(frame);
    this->exchange.wake(1 - static_cast<int>(this->party));
  }
};

template <class Exchange>
substrate::Spawned begin(Exchange& exchange) {
  for (std::uint64_t round = 0; round < exchange.workload.rounds(); ++round) {
    exchange.value = exchange.workload.turn(0, round, exchange.value);
    co_await Pass<Exchange>{{exchange, 0}};
  }
  exchange.done->arrive();
}

template <class Exchange>
substrate::Spawned answer(Exchange& exchange) {
  co_await Wait<Exchange>{exchange, 1};
  for (std::uint64_t round = 0;;) {
    exchange.value = exchange.workload.turn(1, round, exchange.value);
    if (++round == exchange.workload.rounds()) break;
    co_await Pass<Exchange>{{exchange, 1}};
  }
  exchange.wake(0);
  exchange.done->arrive();
}

/// The cell of any executor that has one worker.
template <workloads::PingPongWorkload W, Executor E>
class Coroutines {
 public:
  Coroutines(const W& workload, int workers) : workload_(workload), executor_(workers) {}

  std::uint64_t run() {
    Exchange<W, E> exchange(workload_, executor_);
    const auto start_both = [&exchange](typename E::Done& done) {
      exchange.done = &done;
      answer(exchange);
      begin(exchange);
    };
    executor_.run(start_both, 2);
    return exchange.value;
  }

 private:
  const W& workload_;
  E executor_;
};

}  // namespace impls::ping_pong
