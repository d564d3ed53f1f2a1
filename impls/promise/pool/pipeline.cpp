// pipeline, promises, on our pool: sending and receiving give a future; who finds it unsettled goes on in its continuation.
#include <deque>

#include "impls/substrate/executor/future.h"
#include "impls/substrate/pipeline/pool_run.h"
#include "workloads/pipeline_cells.h"

namespace {

using impls::Future;
using impls::State;
using impls::pipeline::Waiter;
using impls::pool::Pool;
using impls::pool::Task;

// What is promised of one send or receive: its item, or nothing at the end. Settled by a task of whoever ended the wait.
template <class Item>
class Operation final : public State<std::optional<Item>>, Waiter<Item>, Task {
 public:
  using Channel = impls::pipeline::Channel<Item>;

  static Future<std::optional<Item>> send(Pool& pool, Channel& channel, const Item& item) {
    boost::intrusive_ptr operation(new Operation(pool));
    operation->item = item;
    operation->closed = false;
    return start(std::move(operation), channel, &Channel::send);
  }
  static Future<std::optional<Item>> receive(Pool& pool, Channel& channel) {
    return start(boost::intrusive_ptr(new Operation(pool)), channel, &Channel::receive);
  }

 private:
  explicit Operation(Pool& pool) : pool_(pool) {
    this->wake = [](Waiter<Item>& self) noexcept {
      auto& operation = static_cast<Operation&>(self);
      operation.pool_.schedule(operation);
    };
    this->run = [](Task& self) noexcept {
      const auto operation = std::move(static_cast<Operation&>(self).self_);
      operation->fulfil(operation->outcome());
    };
  }

  static Future<std::optional<Item>> start(boost::intrusive_ptr<Operation> operation, Channel& channel,
                                           bool (Channel::*attempt)(Waiter<Item>&)) {
    operation->self_ = operation;
    if (!(channel.*attempt)(*operation)) return Future<std::optional<Item>>(std::move(operation));
    operation->self_ = nullptr;
    return operation->outcome();
  }

  std::optional<Item> outcome() const { return this->closed ? std::nullopt : std::optional(this->item); }

  Pool& pool_;
  boost::intrusive_ptr<Operation> self_;  // while it waits
};

template <workloads::PipelineWorkload W>
class Pipeline {
 public:
  using Item = typename W::Item;

  Pipeline(W& workload, int workers) : workload_(workload), pool_(workers) {}

  void run() {
    const Pool::Inside inside(pool_);
    Run run(workload_, pool_);
    std::deque<Sender> senders;
    std::deque<Receiver> receivers;
    for (int i = 0; i < workload_.producers(); ++i) begin(senders.emplace_back(run, i));
    for (int i = 0; i < workload_.consumers(); ++i) begin(receivers.emplace_back(run));
    pool_.help_until(run.done);
  }

 private:
  using Run = impls::pipeline::PoolRun<W>;

  struct Sender {
    Sender(Run& its_run, int index) : run(its_run), producer(its_run.workload.producer(index)) {}
    void go_on() {
      while (const auto item = producer.next()) {
        auto sent = Operation<Item>::send(run.pool, run.channel, *item);
        if (!sent.is_settled()) return after(std::move(sent), [this](const auto&) { go_on(); });
      }
      run.channel.leave();
      run.done.arrive();
    }
    Run& run;
    typename W::Producer producer;
  };

  struct Receiver {
    explicit Receiver(Run& its_run) : run(its_run), consumer(its_run.workload.consumer()) {}
    void go_on() {
      for (;;) {
        auto received = Operation<Item>::receive(run.pool, run.channel);
        if (!received.is_settled())
          return after(std::move(received), [this](const auto& item) {
            if (take(item)) go_on();
          });
        if (!take(received.take())) return;
      }
    }
    bool take(const std::optional<Item>& item) {
      if (!item) {
        run.workload.finished(consumer);
        run.done.arrive();
        return false;
      }
      consumer.take(*item);
      return true;
    }
    Run& run;
    typename W::Consumer consumer;
  };

  // Nobody asks for what becomes of it.
  template <class Then>
  static void after(Future<std::optional<Item>> future, Then then) {
    static_cast<void>(std::move(future).then([then](std::optional<Item> item) {
      then(item);
      return true;
    }));
  }

  template <class Party>
  void begin(Party& party) {
    static_cast<void>(impls::async(pool_, [&party] {
      party.go_on();
      return Future<bool>(true);
    }));
  }

  W& workload_;
  Pool pool_;
};

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = "the caller and workers - 1 of the pool",
                  .remark = "every send and receive allocates its state; the channel's lock is a mutex");
