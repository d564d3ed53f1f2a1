// pipeline, promises, on Boost.Asio: completions of the library's own concurrent_channel settle promises, on a thread_pool.
#include <boost/asio.hpp>

#include "impls/substrate/pipeline/asio_run.h"
#include "impls/substrate/pipeline/promises.h"
#include "workloads/pipeline_cells.h"

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using impls::pipeline::Promised;

template <workloads::PipelineWorkload W>
class Pipeline {
 public:
  using Item = typename W::Item;

  Pipeline(W& workload, int workers) : workload_(workload), pool_(static_cast<std::size_t>(workers)) {}

  void run() {
    Run run(workload_, pool_);
    std::deque<impls::pipeline::Sender<Run>> senders;
    std::deque<impls::pipeline::Receiver<Run>> receivers;
    for (int i = 0; i < workload_.producers(); ++i) senders.emplace_back(run, i);
    for (int i = 0; i < workload_.consumers(); ++i) receivers.emplace_back(run);
    for (auto& sender : senders) asio::post(pool_, [&sender] { sender.go_on(); });
    for (auto& receiver : receivers) asio::post(pool_, [&receiver] { receiver.go_on(); });
    run.done.wait();
  }

 private:
  struct Run : impls::pipeline::AsioRun<W> {
    using impls::pipeline::AsioRun<W>::AsioRun;

    Promised<Item> send(const Item& item) { return send(error_code(), item); }

    Promised<Item> receive() {
      auto state = impls::State<std::optional<Item>>::make();
      this->channel.async_receive([state](error_code end, Item item) { state->fulfil(end ? std::nullopt : std::optional(item)); });
      return Promised<Item>(std::move(state));
    }

    void leave() {
      if (this->open_senders.fetch_sub(1) == 1) return send_ends(this->workload.consumers());
      end();
    }

    // One for each consumer: close() would discard what is in the channel.
    void send_ends(int left) {
      if (left == 0) return end();
      impls::pipeline::after(send(asio::error::eof, Item()), [this, left](const auto&) { send_ends(left - 1); });
    }

    void end() { this->done.count_down(); }

   private:
    Promised<Item> send(error_code end, const Item& item) {
      auto state = impls::State<std::optional<Item>>::make();
      this->channel.async_send(end, item, [state](error_code) { state->fulfil(std::nullopt); });
      return Promised<Item>(std::move(state));
    }
  };

  W& workload_;
  asio::thread_pool pool_;
};

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = "`workers` of a thread_pool; the caller sleeps",
                  .remark = "concurrent_channel of Asio's experimental part; every send and receive allocates its state");
