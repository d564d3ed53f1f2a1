// parallel_map, promises, on asio::thread_pool: one for each item, and one that waits for all of them.
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/parallel_map/promise.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Promise<impls::asio_backend::AsioExecutor>,
                      .threads = "workers of asio::thread_pool; the caller only waits",
                      .remark = "an item is a task and allocates its promise's state; all are queued at once");
