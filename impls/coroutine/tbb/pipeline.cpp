// pipeline, coroutines, on oneTBB: the frames of coroutine/pool, resumed by task_group::run.
#include "impls/substrate/pipeline/coroutines.h"
#include "impls/substrate/tbb/executor.h"
#include "workloads/pipeline_cells.h"

namespace {

template <workloads::PipelineWorkload W>
using Pipeline = impls::pipeline::Coroutines<W, impls::tbb_backend::TbbExecutor>;

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = "the caller and workers - 1 of oneTBB",
                  .remark = "our channel, as in coroutine/pool; a wake-up is a task_group::run, which allocates");
