// task_graph, coroutines, on our pool: one for each column, which awaits the inputs of its tasks in turn.
#include "impls/substrate/pool/pool.h"
#include "impls/substrate/task_graph/coroutine.h"
#include "workloads/task_graph_cells.h"

FIVEWAYS_TASK_GRAPH(impls::task_graph::Coroutine<impls::pool::Pool>, .threads = "the caller and workers - 1 of the pool",
                    .remark = "dependence-driven; a column's tasks run in the order of steps, even where none waits for another");
