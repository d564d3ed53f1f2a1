// parallel_map, callbacks, on our pool: each computed item calls back; the last callback ends the run.
#include "impls/substrate/parallel_map/callback.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Callback<impls::pool::Pool>, .threads = "the caller and workers - 1 of the pool",
                      .remark = "an item is a task; all are queued at once");
