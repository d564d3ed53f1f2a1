// parallel_map, multithreaded, on asio::thread_pool: a worker posts every item, and the caller sleeps until all are done.
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/parallel_map/multithreaded.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Multithreaded<impls::asio_backend::AsioExecutor>,
                      .threads = "workers of asio::thread_pool; the caller only waits",
                      .remark = "an item is a task; all are queued at once, by one of the workers");
