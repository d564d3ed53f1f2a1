// task_graph, callbacks, on asio::thread_pool: the last of a task's inputs posts it, or goes on with it.
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/task_graph/callback.h"
#include "workloads/task_graph_cells.h"

FIVEWAYS_TASK_GRAPH(
    impls::task_graph::Callback<impls::asio_backend::AsioExecutor>, .threads = "workers of asio::thread_pool; the caller only waits",
    .remark = "dependence-driven; one ready consumer runs where its last input ran, others are posted; nothing is allocated");
