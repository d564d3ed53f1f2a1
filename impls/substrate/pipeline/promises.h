#pragma once
// Producers and consumers as promises: sending and receiving give a future; who finds it unsettled goes on in its continuation.

#include <deque>
#include <optional>

#include "impls/substrate/executor/future.h"
#include "impls/substrate/pipeline/channel.h"
#include "workloads/shapes/pipeline.h"

namespace impls::pipeline {

/// What is promised of a send (nothing, once it is sent) or of a receive: an item, or nothing at the end.
template <class Item>
using Promised = Future<std::optional<Item>>;

/// Nobody asks for what becomes of it.
template <class Item, class Then>
void after(Promised<Item> promised, Then then) {
  static_cast<void>(std::move(promised).then([then](std::optional<Item> item) {
    then(item);
    return true;
  }));
}

/// Sends all that its producer makes. `Run` has `workload`, `Promised<Item> send(const Item&)` and `void leave()`.
template <class Run>
struct Sender {
  Sender(Run& its_run, int index) : run(its_run), producer(its_run.workload.producer(index)) {}
  void go_on() {
    while (const auto item = producer.next()) {
      auto sent = run.send(*item);
      if (!sent.is_settled()) return after(std::move(sent), [this](const auto&) { go_on(); });
    }
    run.leave();
  }
  Run& run;
  decltype(run.workload.producer(0)) producer;
};

/// Receives until the end. `Run` has `workload`, `Promised<Item> receive()` and `void end()`.
template <class Run>
struct Receiver {
  explicit Receiver(Run& its_run) : run(its_run), consumer(its_run.workload.consumer()) {}
  void go_on() {
    for (;;) {
      auto received = run.receive();
      if (!received.is_settled())
        return after(std::move(received), [this](const auto& item) {
          if (take(item)) go_on();
        });
      if (!take(received.take())) return;
    }
  }
  template <class Item>
  bool take(const std::optional<Item>& item) {
    if (item) {
      consumer.take(*item);
    } else {
      run.workload.finished(consumer);
      run.end();
    }
    return item.has_value();
  }
  Run& run;
  decltype(run.workload.consumer()) consumer;
};

/// One send or receive of our channel. Settled by a task of whoever ended the wait.
template <class Item, Executor E>
class Operation final : public State<std::optional<Item>>, Waiter<Item>, E::Task {
 public:
  static Promised<Item> send(E& executor, Channel<Item>& channel, const Item& item) {
    auto operation = Operation::adopt(new Operation(executor));
    operation->item = item;
    operation->closed = false;
    return start(std::move(operation), channel, &Channel<Item>::send);
  }
  static Promised<Item> receive(E& executor, Channel<Item>& channel) {
    return start(Operation::adopt(new Operation(executor)), channel, &Channel<Item>::receive);
  }

 private:
  explicit Operation(E& executor) : executor_(executor) {
    this->wake = [](Waiter<Item>& self) noexcept {
      auto& operation = static_cast<Operation&>(self);
      operation.executor_.schedule(operation);
    };
    this->run = [](typename E::Task& self) noexcept {
      const auto operation = std::move(static_cast<Operation&>(self).self_);
      operation->fulfil(operation->outcome());
    };
  }

  static Promised<Item> start(boost::intrusive_ptr<Operation> operation, Channel<Item>& channel,
                              bool (Channel<Item>::*attempt)(Waiter<Item>&)) {
    operation->self_ = operation;
    if (!(channel.*attempt)(*operation)) return Promised<Item>(std::move(operation));
    operation->self_ = nullptr;
    return operation->outcome();
  }

  std::optional<Item> outcome() const { return this->closed ? std::nullopt : std::optional(this->item); }

  E& executor_;
  boost::intrusive_ptr<Operation> self_;  // while it waits
};

/// The cell of any executor, around our channel.
template <workloads::PipelineWorkload W, Executor E>
class Promises {
 public:
  Promises(W& workload, int workers) : workload_(workload), executor_(workers) {}

  void run() {
    Run run(workload_, executor_);
    std::deque<Sender<Run>> senders;
    std::deque<Receiver<Run>> receivers;
    const auto start_all = [&](typename E::Done& done) {
      run.done = &done;
      for (int i = 0; i < workload_.producers(); ++i) begin(senders.emplace_back(run, i));
      for (int i = 0; i < workload_.consumers(); ++i) begin(receivers.emplace_back(run));
    };
    executor_.run(start_all, workload_.producers() + workload_.consumers());
  }

 private:
  using Item = typename W::Item;

  struct Run {
    Run(W& its_workload, E& its_executor)
        : workload(its_workload), executor(its_executor), channel(its_workload.capacity(), its_workload.producers()) {}

    Promised<Item> send(const Item& item) { return Operation<Item, E>::send(executor, channel, item); }
    Promised<Item> receive() { return Operation<Item, E>::receive(executor, channel); }
    void leave() {
      channel.leave();
      end();
    }
    void end() { done->arrive(); }

    W& workload;
    E& executor;
    Channel<Item> channel;
    typename E::Done* done = nullptr;
  };

  template <class Party>
  void begin(Party& party) {
    static_cast<void>(async(executor_, [&party] {
      party.go_on();
      return Future<bool>(true);
    }));
  }

  W& workload_;
  E executor_;
};

}  // namespace impls::pipeline
