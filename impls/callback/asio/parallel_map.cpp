// parallel_map, callbacks, on asio::thread_pool: as many chains as workers; the callback of an item posts the next.
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/parallel_map/callback.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Callback<impls::asio_backend::Executor>,
                      .threads = "workers of asio::thread_pool; the caller only waits",
                      .remark = "an item is a task; at most `workers` are queued or running at once");
