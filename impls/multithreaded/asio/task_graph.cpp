// task_graph, multithreaded, on asio::thread_pool: step by step; a worker posts the tasks of a step, the caller sleeps until all are done.
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/task_graph/multithreaded.h"
#include "workloads/task_graph_cells.h"

FIVEWAYS_TASK_GRAPH(impls::task_graph::Multithreaded<impls::asio_backend::AsioExecutor>,
                    .threads = "workers of asio::thread_pool; the caller only waits",
                    .remark = "a barrier after each step: it waits for more than a task's inputs");
