#pragma once
// A thread for each producer and each consumer around a channel that blocks. What the multithreaded pipelines share.

#include <string_view>

#include "impls/substrate/std/crew.h"
#include "workloads/shapes/pipeline.h"

namespace impls::pipeline {

inline constexpr std::string_view a_thread_each = "the caller is the first producer; a thread for every other producer and consumer";

/// `Channel` is constructed with the capacity and the number of senders and has send(item), leave() and receive() -> optional.
template <workloads::PipelineWorkload W, class Channel>
class Threads {
 public:
  explicit Threads(W& workload) : workload_(workload), crew_(workload.producers() + workload.consumers()) {}

  void run() {
    Channel channel(workload_.capacity(), workload_.producers());
    crew_.run([&](int member) {
      if (member < workload_.producers())
        produce(channel, member);
      else
        consume(channel);
    });
  }

 private:
  void produce(Channel& channel, int index) {
    auto producer = workload_.producer(index);
    while (const auto item = producer.next()) channel.send(*item);
    channel.leave();
  }

  void consume(Channel& channel) {
    auto consumer = workload_.consumer();
    while (const auto item = channel.receive()) consumer.take(*item);
    workload_.finished(consumer);
  }

  W& workload_;
  std_backend::Crew crew_;
};

}  // namespace impls::pipeline
