// parallel_map, coroutines, on oneTBB's task_group: one for each item.
#include "impls/substrate/parallel_map/coroutine.h"
#include "impls/substrate/tbb/executor.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Coroutine<impls::tbb_backend::TbbExecutor>, .threads = "the caller and workers - 1 of oneTBB",
                      .remark = "an item is a task and a frame on the heap; all are queued at once");
