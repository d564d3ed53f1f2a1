// parallel_map, promises, on oneTBB's task_group: one for each item, and one that waits for all of them.
#include "impls/substrate/parallel_map/promise.h"
#include "impls/substrate/tbb/executor.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Promise<impls::tbb_backend::TbbExecutor>, .threads = "the caller and workers - 1 of oneTBB",
                      .remark = "an item is a task and allocates its promise's state; all are queued at once");
