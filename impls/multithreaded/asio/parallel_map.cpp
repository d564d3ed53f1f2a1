// parallel_map, multithreaded, on asio::thread_pool: the caller posts every item and sleeps until all are done.
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/parallel_map/multithreaded.h"
#include "workloads/parallel_map_cells.h"

FIVEWAYS_PARALLEL_MAP(impls::parallel_map::Multithreaded<impls::asio_backend::Executor>,
                      .threads = "workers of asio::thread_pool; the caller only waits",
                      .remark = "an item is a task; all are queued from outside the pool");
