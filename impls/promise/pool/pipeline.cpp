// pipeline, promises, on our pool: a send or receive that has to wait is a task in its promise's state.
#include "impls/substrate/pipeline/promises.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/pipeline_cells.h"

namespace {

template <workloads::PipelineWorkload W>
using Pipeline = impls::pipeline::Promises<W, impls::pool::Pool>;

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = "the caller and workers - 1 of the pool",
                  .remark = "every send and receive allocates its state; the channel's lock is a mutex");
