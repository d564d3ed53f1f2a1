// pipeline, promises, on oneTBB: the promises of promise/pool, settled by task_group::run.
#include "impls/substrate/pipeline/promises.h"
#include "impls/substrate/tbb/executor.h"
#include "workloads/pipeline_cells.h"

namespace {

template <workloads::PipelineWorkload W>
using Pipeline = impls::pipeline::Promises<W, impls::tbb_backend::TbbExecutor>;

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = "the caller and workers - 1 of oneTBB",
                  .remark = "our channel, as in promise/pool; every send and receive allocates its state, a wake-up oneTBB's own task");
