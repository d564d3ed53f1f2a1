#pragma once
// What one run of a pipeline on Boost.Asio is about, whatever the model: the library's own channel, and who is not done yet.

#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/experimental/concurrent_channel.hpp>
#include <latch>

#include "workloads/shapes/pipeline.h"

namespace impls::pipeline {

template <workloads::PipelineWorkload W>
struct AsioRun {
  using Item = typename W::Item;

  AsioRun(W& its_workload, boost::asio::thread_pool& pool)
      : workload(its_workload),
        channel(pool, its_workload.capacity()),
        open_senders(its_workload.producers()),
        done(its_workload.producers() + its_workload.consumers()) {}

  W& workload;
  boost::asio::experimental::concurrent_channel<void(boost::system::error_code, Item)> channel;
  std::atomic<int> open_senders;
  std::latch done;
};

}  // namespace impls::pipeline
