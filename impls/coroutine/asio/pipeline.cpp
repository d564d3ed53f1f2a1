// pipeline, coroutines, on Boost.Asio: awaitables around the library's own concurrent_channel, on a thread_pool.
#include <boost/asio.hpp>

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
    for (int i = 0; i < workload_.producers(); ++i) asio::co_spawn(pool_, produce(run, i), asio::detached);
    for (int i = 0; i < workload_.consumers(); ++i) asio::co_spawn(pool_, consume(run), asio::detached);
    run.done.wait();
  }

 private:
  using Run = impls::pipeline::AsioRun<W>;

  static asio::awaitable<void> produce(Run& run, int index) {
    auto producer = run.workload.producer(index);
    while (const auto item = producer.next()) co_await run.channel.async_send(error_code(), *item, asio::use_awaitable);
    if (run.open_senders.fetch_sub(1) == 1)  // close() would discard what is in the channel
      for (int i = 0; i < run.workload.consumers(); ++i) co_await run.channel.async_send(asio::error::eof, Item(), asio::use_awaitable);
    run.done.count_down();
  }

  static asio::awaitable<void> consume(Run& run) {
    auto consumer = run.workload.consumer();
    for (;;) {
      const auto [end, item] = co_await run.channel.async_receive(asio::as_tuple(asio::use_awaitable));
      if (end) break;
      consumer.take(item);
    }
    run.workload.finished(consumer);
    run.done.count_down();
  }

  W& workload_;
  asio::thread_pool pool_;
};

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = "`workers` of a thread_pool; the caller sleeps",
                  .remark = "concurrent_channel of Asio's experimental part; one end of file for each consumer goes through it last");
