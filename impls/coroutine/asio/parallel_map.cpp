// parallel_map, coroutines, on asio::thread_pool: one for each item.
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/parallel_map/coroutine.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Coroutine<impls::asio_backend::AsioExecutor>,
                      .threads = "workers of asio::thread_pool; the caller only waits",
                      .remark = "an item is a task and a frame on the heap; all are queued at once");
