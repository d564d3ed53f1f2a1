// pipeline, coroutines, on our pool: a frame each; the channel's waiting node and the pool's task lie in the frame.
#include "impls/substrate/pipeline/coroutines.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/pipeline_cells.h"

namespace {

template <workloads::PipelineWorkload W>
using Pipeline = impls::pipeline::Coroutines<W, impls::pool::Pool>;

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = "the caller and workers - 1 of the pool",
                  .remark = "the channel's lock is a mutex; waiting allocates nothing");
