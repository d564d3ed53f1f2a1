// parallel_map, callbacks, on asio::thread_pool: each computed item calls back; the last callback ends the run.
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/parallel_map/callback.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Callback<impls::asio_backend::AsioExecutor>,
                      .threads = "workers of asio::thread_pool; the caller only waits",
                      .remark = "an item is a task; all are queued at once");
