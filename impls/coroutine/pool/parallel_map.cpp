// parallel_map, coroutines, on our pool: one for each item.
#include "impls/substrate/parallel_map/coroutine.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Coroutine<impls::pool::Pool>, .threads = "the caller and workers - 1 of the pool",
                      .remark = "an item is a task and a frame on the heap; all are queued at once");
