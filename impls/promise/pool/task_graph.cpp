// task_graph, promises, on our pool: each task is when_all(its inputs).then(run).
#include "impls/substrate/pool/pool.h"
#include "impls/substrate/task_graph/promise.h"
#include "workloads/task_graph_cells.h"

FIVEWAYS_TASK_GRAPH(
    impls::task_graph::Promise<impls::pool::Pool>, .threads = "the caller and workers - 1 of the pool",
    .remark =
        "dependence-driven; a task allocates its promise's state and is always posted; the caller builds all of the graph in each run");
