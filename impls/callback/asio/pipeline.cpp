// pipeline, callbacks, on Boost.Asio: completion handlers of the library's own concurrent_channel, on a thread_pool.
#include <boost/asio.hpp>
#include <deque>

#include "impls/substrate/pipeline/asio_run.h"
#include "workloads/pipeline_cells.h"

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

template <workloads::PipelineWorkload W>
class Pipeline {
 public:
  using Item = typename W::Item;

  Pipeline(W& workload, int workers) : workload_(workload), pool_(static_cast<std::size_t>(workers)) {}

  void run() {
    Run run(workload_, pool_);
    std::deque<Sender> senders;
    std::deque<Receiver> receivers;
    for (int i = 0; i < workload_.producers(); ++i) senders.emplace_back(run, i);
    for (int i = 0; i < workload_.consumers(); ++i) receivers.emplace_back(run);
    for (Sender& sender : senders) asio::post(pool_, [&sender] { sender.send_next(); });
    for (Receiver& receiver : receivers) asio::post(pool_, [&receiver] { receiver.receive_next(); });
    run.done.wait();
  }

 private:
  using Run = impls::pipeline::AsioRun<W>;

  struct Sender {
    Sender(Run& its_run, int index) : run(its_run), producer(its_run.workload.producer(index)) {}
    void send_next() {
      if (const auto item = producer.next()) return run.channel.async_send(error_code(), *item, [this](error_code) { send_next(); });
      if (run.open_senders.fetch_sub(1) == 1) return send_ends(run.workload.consumers());
      run.done.count_down();
    }
    // One for each consumer: close() would discard what is in the channel.
    void send_ends(int left) {
      if (left > 0) return run.channel.async_send(asio::error::eof, Item(), [this, left](error_code) { send_ends(left - 1); });
      run.done.count_down();
    }
    Run& run;
    typename W::Producer producer;
  };

  struct Receiver {
    explicit Receiver(Run& its_run) : run(its_run), consumer(its_run.workload.consumer()) {}
    void receive_next() {
      run.channel.async_receive([this](error_code end, Item item) {
        if (end) return finish();
        consumer.take(item);
        receive_next();
      });
    }
    void finish() {
      run.workload.finished(consumer);
      run.done.count_down();
    }
    Run& run;
    typename W::Consumer consumer;
  };

  W& workload_;
  asio::thread_pool pool_;
};

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = "`workers` of a thread_pool; the caller sleeps",
                  .remark = "concurrent_channel of Asio's experimental part; one end of file for each consumer goes through it last");
