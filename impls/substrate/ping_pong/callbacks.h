#pragma once
// The two parties as tasks that schedule each other, for all executors that have one worker.

#include "impls/substrate/executor/executor.h"
#include "workloads/shapes/ping_pong.h"

namespace impls::ping_pong {

template <workloads::PingPongWorkload W, Executor E>
class Callbacks {
 public:
  Callbacks(const W& workload, int workers) : workload_(workload), executor_(workers) {}

  std::uint64_t run() {
    Run run{.workload = workload_, .executor = executor_, .value = workload_.first_value()};
    Party begins(run, 0);
    Party answers(run, 1);
    begins.peer = &answers;
    answers.peer = &begins;
    executor_.run([&](typename E::Done& done) {
      run.done = &done;
      executor_.schedule(begins);
    });
    return run.value;
  }

 private:
  struct Run {
    const W& workload;
    E& executor;
    std::uint64_t value;
    typename E::Done* done = nullptr;
  };

  struct Party : E::Task {
    Party(Run& its_run, int its_index) : at(its_run), index(its_index) {
      this->run = [](typename E::Task& self) noexcept { static_cast<Party&>(self).take_turn(); };
    }
    void take_turn() {
      if (round == at.workload.rounds()) return at.done->arrive();
      at.value = at.workload.turn(index, round++, at.value);
      at.executor.schedule(*peer);
    }
    Run& at;
    const int index;
    Party* peer = nullptr;
    std::uint64_t round = 0;
  };

  const W& workload_;
  E executor_;
};

}  // namespace impls::ping_pong
