// task_graph, promises, on oneTBB's task_group: each task is when_all(its inputs).then(run).
#include "impls/substrate/task_graph/promise.h"
#include "impls/substrate/tbb/executor.h"
#include "workloads/task_graph_cells.h"

FIVEWAYS_TASK_GRAPH(
    impls::task_graph::Promise<impls::tbb_backend::TbbExecutor>, .threads = "the caller and workers - 1 of oneTBB",
    .remark =
        "dependence-driven; a task allocates its promise's state and is always posted; the caller builds all of the graph in each run");
