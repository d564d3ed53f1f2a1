// parallel_map, multithreaded, on our pool: the caller schedules every item, then works until all are done.
#include "impls/substrate/parallel_map/multithreaded.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Multithreaded<impls::pool::Pool>, .threads = "the caller and workers - 1 of the pool",
                      .remark = "an item is a task; all are queued at once");
