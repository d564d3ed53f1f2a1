// task_graph, coroutines, on asio::thread_pool: one for each column, which awaits the inputs of its tasks in turn.
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/task_graph/coroutine.h"
#include "workloads/task_graph_cells.h"

FIVEWAYS_TASK_GRAPH(impls::task_graph::Coroutine<impls::asio_backend::AsioExecutor>,
                    .threads = "workers of asio::thread_pool; the caller only waits",
                    .remark = "dependence-driven; a column's tasks run in the order of steps, even where none waits for another");
