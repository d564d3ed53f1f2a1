// task_graph, multithreaded, on our pool: step by step; the caller schedules the tasks of a step, then works until all are done.
#include "impls/substrate/pool/pool.h"
#include "impls/substrate/task_graph/multithreaded.h"
#include "workloads/task_graph_cells.h"

FIVEWAYS_TASK_GRAPH(impls::task_graph::Multithreaded<impls::pool::Pool>, .threads = "the caller and workers - 1 of the pool",
                    .remark = "a barrier after each step: it waits for more than a task's inputs");
