// parallel_map, promises, on our pool: one for each item, and one that waits for all of them.
#include "impls/substrate/parallel_map/promise.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Promise<impls::pool::Pool>, .threads = "the caller and workers - 1 of the pool",
                      .remark = "an item is a task and allocates its promise's state; all are queued at once");
