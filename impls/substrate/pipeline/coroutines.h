#pragma once
// Producers and consumers as coroutines around the channel that does not block; the waiting node lies in the frame.

#include <coroutine>

#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/pipeline/channel.h"
#include "workloads/shapes/pipeline.h"

namespace impls::pipeline {

/// What the coroutines of one run share. `Scheduler` has the type Hook (what it needs within a frame), schedule(Hook&, handle), which
/// resumes the frame on some worker, and arrive(), called when a coroutine is done.
template <workloads::PipelineWorkload W, class Scheduler>
struct Run {
  Run(W& its_workload, Scheduler& its_scheduler)
      : workload(its_workload), scheduler(its_scheduler), channel(its_workload.capacity(), its_workload.producers()) {}

  W& workload;
  Scheduler& scheduler;
  Channel<typename W::Item> channel;
};

/// `co_await Start(scheduler)` goes on as a task of the scheduler.
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

template <class W, class Scheduler>
substrate::Spawned produce(Run<W, Scheduler>& run, int index) {
  co_await Start<Scheduler>(run.scheduler);
  auto producer = run.workload.producer(index);
  Sending<typename W::Item, Scheduler> sending(run.channel, run.scheduler);
  while (const auto item = producer.next()) {
    sending.item = *item;
    co_await sending;
  }
  run.channel.leave();
  run.scheduler.arrive();
}

template <class W, class Scheduler>
substrate::Spawned consume(Run<W, Scheduler>& run) {
  co_await Start<Scheduler>(run.scheduler);
  auto consumer = run.workload.consumer();
  Receiving<typename W::Item, Scheduler> receiving(run.channel, run.scheduler);
  while (co_await receiving) consumer.take(receiving.item);
  run.workload.finished(consumer);
  run.scheduler.arrive();
}

/// Starts all of them. Called where the scheduler may be given tasks.
template <class W, class Scheduler>
void start(Run<W, Scheduler>& run) {
  for (int i = 0; i < run.workload.producers(); ++i) produce(run, i);
  for (int i = 0; i < run.workload.consumers(); ++i) consume(run);
}

}  // namespace impls::pipeline
