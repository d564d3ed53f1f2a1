// parallel_map, callbacks, on our pool: as many chains as workers; the callback of an item posts the next.
#include "impls/substrate/parallel_map/callback.h"
#include "impls/substrate/pool/executor.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Callback<impls::pool::Executor>, .threads = "the caller and workers - 1 of the pool",
                      .remark = "an item is a task; at most `workers` are queued or running at once");
