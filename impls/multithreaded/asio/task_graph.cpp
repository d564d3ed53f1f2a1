// task_graph, multithreaded, on asio::thread_pool: step by step; the caller posts the tasks of a step and sleeps until all are done.
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/task_graph/multithreaded.h"
#include "workloads/task_graph_cells.h"

FIVEWAYS_TASK_GRAPH(impls::task_graph::Multithreaded<impls::asio_backend::Executor>,
                    .threads = "workers of asio::thread_pool; the caller only waits",
                    .remark = "a barrier after each step: it waits for more than a task's inputs");
