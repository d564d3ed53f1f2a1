// task_graph, promises, on asio::thread_pool: each task is when_all(its inputs).then(run).
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/task_graph/promise.h"
#include "workloads/task_graph_cells.h"

FIVEWAYS_TASK_GRAPH(
    impls::task_graph::Promise<impls::asio_backend::AsioExecutor>, .threads = "workers of asio::thread_pool; the caller only waits",
    .remark = "dependence-driven; a task allocates its promise's state and is always posted; a worker builds all of the graph in each run");
