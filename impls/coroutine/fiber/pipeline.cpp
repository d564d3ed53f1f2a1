// pipeline, stackful coroutines, Boost.Fiber: fibers of one thread around the library's buffered_channel.
#include <bit>
#include <boost/fiber/buffered_channel.hpp>
#include <boost/fiber/fiber.hpp>
#include <vector>

#include "impls/substrate/fiber/sanitizers.h"
#include "workloads/pipeline_cells.h"

namespace {

namespace fibers = boost::fibers;

template <workloads::PipelineWorkload W>
class Pipeline {
 public:
  Pipeline(W& workload, int) : workload_(workload) {}

  void run() {
    fibers::buffered_channel<typename W::Item> channel(workload_.capacity());
    int open_senders = workload_.producers();
    std::vector<fibers::fiber> all;
    for (int i = 0; i < workload_.producers(); ++i)
      all.emplace_back([&, i] {
        auto producer = workload_.producer(i);
        while (const auto item = producer.next()) channel.push(*item);
        if (--open_senders == 0) channel.close();
      });
    for (int i = 0; i < workload_.consumers(); ++i)
      all.emplace_back([&] {
        auto consumer = workload_.consumer();
        typename W::Item item;
        while (channel.pop(item) == fibers::channel_op_status::success) consumer.take(item);
        workload_.finished(consumer);
      });
    for (fibers::fiber& one : all) one.join();
  }

 private:
  W& workload_;
};

std::string refuses(const workloads::Parameters& parameters) {
  const std::int64_t capacity = parameters.at("capacity");
  return capacity >= 2 && std::has_single_bit(static_cast<std::uint64_t>(capacity)) ? "" : "the library takes a power of two from 2 up";
}

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .max_workers = 1, .refuses = refuses,
                  .limit_reason = "fibers of one thread: others would need the library's work stealing", .threads = "the caller",
                  .unavailable = impls::substrate::why_no_stack_switching,
                  .remark = "stackful; the library's channel holds one item less than its capacity");
