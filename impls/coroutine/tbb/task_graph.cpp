// task_graph, coroutines, on oneTBB's task_group: one for each column, which awaits the inputs of its tasks in turn.
#include "impls/substrate/task_graph/coroutine.h"
#include "impls/substrate/tbb/executor.h"
#include "workloads/task_graph_cells.h"

FIVEWAYS_TASK_GRAPH(impls::task_graph::Coroutine<impls::tbb_backend::TbbExecutor>, .threads = "the caller and workers - 1 of oneTBB",
                    .remark = "dependence-driven; a column's tasks run in the order of steps, even where none waits for another");
