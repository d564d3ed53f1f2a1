// task_graph, callbacks, on our pool: the last of a task's inputs posts it, or goes on with it.
#include "impls/substrate/pool/pool.h"
#include "impls/substrate/task_graph/callback.h"
#include "workloads/task_graph_cells.h"

FIVEWAYS_TASK_GRAPH(
    impls::task_graph::Callback<impls::pool::Pool>, .threads = "the caller and workers - 1 of the pool",
    .remark = "dependence-driven; one ready consumer runs where its last input ran, others are posted; nothing is allocated");
