// pipeline, callbacks, on our pool: producers and consumers are objects that the channel calls back when it has room, or an item.
#include <deque>
#include <utility>

#include "impls/substrate/pipeline/pool_run.h"
#include "workloads/pipeline_cells.h"

namespace {

using impls::pipeline::Waiter;
using impls::pool::Pool;
using impls::pool::Task;

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
    for (int i = 0; i < workload_.producers(); ++i) pool_.schedule(senders.emplace_back(run, i));
    for (int i = 0; i < workload_.consumers(); ++i) pool_.schedule(receivers.emplace_back(run));
    pool_.help_until(run.done);
  }

 private:
  using Run = impls::pipeline::PoolRun<W>;

  // Both nodes lie in the object that waits. A woken one goes on as a task of whoever woke it.
  struct Party : Waiter<Item>, Task {
    explicit Party(Run& its_run) : at(its_run) {
      this->wake = [](Waiter<Item>& self) noexcept {
        auto& party = static_cast<Party&>(self);
        party.at.pool.schedule(party);
      };
    }
    Run& at;
  };

  struct Sender : Party {
    Sender(Run& its_run, int index) : Party(its_run), producer(its_run.workload.producer(index)) {
      this->run = [](Task& self) noexcept { static_cast<Sender&>(self).send_all(); };
    }
    void send_all() {
      while (const auto made = producer.next()) {
        this->item = *made;
        if (!this->at.channel.send(*this)) return;
      }
      this->at.channel.leave();
      this->at.done.arrive();
    }
    typename W::Producer producer;
  };

  struct Receiver : Party {
    explicit Receiver(Run& its_run) : Party(its_run), consumer(its_run.workload.consumer()) {
      this->run = [](Task& self) noexcept { static_cast<Receiver&>(self).receive_all(); };
    }
    void receive_all() {
      if (std::exchange(started, true) && !take()) return;  // woken: by an item or by the end
      while (this->at.channel.receive(*this))
        if (!take()) return;
    }
    bool take() {
      if (this->closed) {
        this->at.workload.finished(consumer);
        this->at.done.arrive();
        return false;
      }
      consumer.take(this->item);
      return true;
    }
    typename W::Consumer consumer;
    bool started = false;
  };

  W& workload_;
  Pool pool_;
};

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = "the caller and workers - 1 of the pool",
                  .remark = "the channel's lock is a mutex; who waits is a node of an intrusive list");
