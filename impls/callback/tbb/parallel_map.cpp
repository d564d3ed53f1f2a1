// parallel_map, callbacks, on oneTBB's task_group: each computed item calls back; the last callback ends the run.
#include "impls/substrate/parallel_map/callback.h"
#include "impls/substrate/tbb/executor.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Callback<impls::tbb_backend::TbbExecutor>, .threads = "the caller and workers - 1 of oneTBB",
                      .remark = "an item is a task; all are queued at once");
