#pragma once
// What one run of a pipeline on our pool is about, for the models that wait without a frame: the channel, and who is not done yet.

#include "impls/substrate/pipeline/channel.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/shapes/pipeline.h"

namespace impls::pipeline {

/// Made by a worker, who then helps until `done`.
template <workloads::PipelineWorkload W>
struct PoolRun {
  PoolRun(W& its_workload, pool::Pool& its_pool)
      : workload(its_workload),
        pool(its_pool),
        channel(its_workload.capacity(), its_workload.producers()),
        done(its_pool, its_workload.producers() + its_workload.consumers()) {}

  W& workload;
  pool::Pool& pool;
  Channel<typename W::Item> channel;
  pool::Join done;
};

}  // namespace impls::pipeline
