#pragma once
// The two parties as coroutines that schedule each other; the scheduler's hook lies in the frame.

#include <array>
#include <coroutine>

#include "impls/substrate/coroutine/task.h"
#include "workloads/shapes/ping_pong.h"

namespace impls::ping_pong {

/// What the parties of one run share. Scheduler: see impls/substrate/pipeline/coroutines.h. It must run one frame at a time.
template <workloads::PingPongWorkload W, class Scheduler>
struct Exchange {
  struct Waiting : Scheduler::Hook {
    std::coroutine_handle<> frame;
  };

  Exchange(const W& its_workload, Scheduler& its_scheduler)
      : workload(its_workload), scheduler(its_scheduler), value(its_workload.first_value()) {}

  void wake(int party) {
    Waiting& other = waiting[static_cast<std::size_t>(party)];
    scheduler.schedule(other, other.frame);
  }

  const W& workload;
  Scheduler& scheduler;
  std::uint64_t value;
  std::array<Waiting, 2> waiting;
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
  exchange.scheduler.arrive();
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
  exchange.scheduler.arrive();
}

/// Starts both. Called where the scheduler may be given tasks.
template <class Exchange>
void start(Exchange& exchange) {
  answer(exchange);
  begin(exchange);
}

}  // namespace impls::ping_pong
