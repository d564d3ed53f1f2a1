// pipeline, blocking, no library: one thread fills the channel until it is full and empties it until it is empty.
#include <vector>

#include "workloads/pipeline_cells.h"

namespace {

template <workloads::PipelineWorkload W>
class Serial {
 public:
  Serial(W& workload, int) : workload_(workload) {}

  void run() {
    std::vector<typename W::Item> channel;
    channel.reserve(workload_.capacity());
    std::vector consumers(static_cast<std::size_t>(workload_.consumers()), workload_.consumer());
    std::size_t turn = 0;
    const auto drain = [&] {
      auto& consumer = consumers[turn++ % consumers.size()];
      for (const auto& item : channel) consumer.take(item);
      channel.clear();
    };
    for (int i = 0; i < workload_.producers(); ++i) {
      auto producer = workload_.producer(i);
      while (const auto item = producer.next()) {
        channel.push_back(*item);
        if (channel.size() == workload_.capacity()) drain();
      }
    }
    drain();
    for (const auto& consumer : consumers) workload_.finished(consumer);
  }

 private:
  W& workload_;
};

}  // namespace

FIVEWAYS_PIPELINE(Serial, .max_workers = 1, .limit_reason = "a serial program has one thread", .threads = "the caller",
                  .remark = "nobody waits: it fills and empties the channel in turns; one producer after the other");
