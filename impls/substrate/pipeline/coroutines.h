#pragma once
// Producers and consumers as coroutines around the channel that does not block; the waiting node lies in the frame.

#include <coroutine>

#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/executor/frame_scheduler.h"
#include "impls/substrate/pipeline/channel.h"
#include "workloads/shapes/pipeline.h"

namespace impls::pipeline {

/// What the coroutines of one run share.
template <workloads::PipelineWorkload W, Executor E>
struct Run {
  Run(W& its_workload, E& executor)
      : workload(its_workload), scheduler{executor}, channel(its_workload.capacity(), its_workload.producers()) {}

  W& workload;
  FrameScheduler<E> scheduler;
  Channel<typename W::Item> channel;
  typename E::Done* done = nullptr;
};

/// `co_await Start(scheduler)` goes on as a task of its executor.
template <class Scheduler>
struct Start : Scheduler::Hook {
  explicit Start(Scheduler& its_scheduler) : scheduler(its_scheduler) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) { scheduler.schedule(*this, frame); }
  void await_resume() const noexcept {}
  Scheduler& scheduler;
};

// Waits in a channel: the frame is scheduled by whoever ends the wait.
template <class T, class Scheduler>
struct Waiting : Waiter<T>, Scheduler::Hook {
  Waiting(Channel<T>& its_channel, Scheduler& its_scheduler) : channel(its_channel), scheduler(its_scheduler) {
    this->wake = [](Waiter<T>& self) noexcept {
      auto& waiting = static_cast<Waiting&>(self);
      waiting.scheduler.schedule(waiting, waiting.frame);
    };
  }
  bool await_ready() const noexcept { return false; }

  Channel<T>& channel;
  Scheduler& scheduler;
  std::coroutine_handle<> frame;
};

/// `co_await sending` sends `sending.item`.
template <class T, class Scheduler>
struct Sending : Waiting<T, Scheduler> {
  using Waiting<T, Scheduler>::Waiting;
  bool await_suspend(std::coroutine_handle<> its_frame) {
    this->frame = its_frame;
    return !this->channel.send(*this);
  }
  void await_resume() const noexcept {}
};

/// `co_await receiving` is true when `receiving.item` is the next item, false when there are no more.
template <class T, class Scheduler>
struct Receiving : Waiting<T, Scheduler> {
  using Waiting<T, Scheduler>::Waiting;
  bool await_suspend(std::coroutine_handle<> its_frame) {
    this->frame = its_frame;
    return !this->channel.receive(*this);
  }
  bool await_resume() const noexcept { return !this->closed; }
};

template <class W, class E>
substrate::Spawned produce(Run<W, E>& run, int index) {
  co_await Start(run.scheduler);
  auto producer = run.workload.producer(index);
  Sending<typename W::Item, FrameScheduler<E>> sending(run.channel, run.scheduler);
  while (const auto item = producer.next()) {
    sending.item = *item;
    co_await sending;
  }
  run.channel.leave();
  run.done->arrive();
}

template <class W, class E>
substrate::Spawned consume(Run<W, E>& run) {
  co_await Start(run.scheduler);
  auto consumer = run.workload.consumer();
  Receiving<typename W::Item, FrameScheduler<E>> receiving(run.channel, run.scheduler);
  while (co_await receiving) consumer.take(receiving.item);
  run.workload.finished(consumer);
  run.done->arrive();
}

/// The cell of any executor.
template <workloads::PipelineWorkload W, Executor E>
class Coroutines {
 public:
  Coroutines(W& workload, int workers) : workload_(workload), executor_(workers) {}

  void run() {
    Run<W, E> run(workload_, executor_);
    const auto start_all = [this, &run](typename E::Done& done) {
      run.done = &done;
      for (int i = 0; i < workload_.producers(); ++i) produce(run, i);
      for (int i = 0; i < workload_.consumers(); ++i) consume(run);
    };
    executor_.run(start_all, workload_.producers() + workload_.consumers());
  }

 private:
  W& workload_;
  E executor_;
};

}  // namespace impls::pipeline
